#define _GNU_SOURCE
#include "files.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check.h"

static char path[256];

static const char *below(const char *directory, const char *name)
{
	snprintf(path, sizeof path, "%s/%s", directory, name);
	return path;
}

static void writes_and_reads(const char *directory)
{
	struct agent_error error;
	uint8_t bytes[16];
	CHECK(!file_write(below(directory, "file"), 0640, 0, (const uint8_t *)"first", 5, &error));
	CHECK(!file_write(path, 0640, 5, (const uint8_t *)" second", 7, &error));
	struct stat status;
	CHECK(!stat(path, &status) && (status.st_mode & 07777) == 0640 && status.st_size == 12);
	CHECK(file_read(path, 6, bytes, sizeof bytes, &error) == 6 && !memcmp(bytes, "second", 6));
	CHECK(file_read(path, 12, bytes, sizeof bytes, &error) == 0);
	CHECK(!file_write(path, 0600, 0, (const uint8_t *)"x", 1, &error));
	CHECK(!stat(path, &status) && (status.st_mode & 07777) == 0600 && status.st_size == 1);
	CHECK(file_read(below(directory, "none"), 0, bytes, sizeof bytes, &error) == -ENOENT);
	CHECK(strstr(error.step, "none"));
}

static void releases_who_waits_at_a_fifo(const char *directory)
{
	struct agent_error error;
	uint8_t byte;
	CHECK(fifo_release(below(directory, "file"), &error) == -EINVAL);
	CHECK(fifo_release(below(directory, "fifo"), &error) == -ENOENT);
	CHECK(!mkfifo(path, 0600) && fifo_release(path, &error) == -ENXIO && !access(path, F_OK));
	int waiting = open(path, O_RDONLY | O_NONBLOCK);
	CHECK(!fifo_release(path, &error) && read(waiting, &byte, 1) == 1 && access(path, F_OK) < 0);
	CHECK(!close(waiting));
}

static void makes_directories(const char *directory)
{
	struct agent_error error;
	struct stat status;
	CHECK(!make_directory(below(directory, "a/b/c"), 0700, &error));
	CHECK(!stat(path, &status) && S_ISDIR(status.st_mode) && (status.st_mode & 07777) == 0700);
	CHECK(!make_directory(path, 0755, &error));
	CHECK(make_directory(below(directory, "file"), 0755, &error) == -ENOTDIR);
}

static void removes_only_below_run(const char *directory)
{
	struct agent_error error;
	char outside[] = "/tmp/lacuna-agent-test-XXXXXX", inside[300];
	CHECK(mkdtemp(outside));
	snprintf(inside, sizeof inside, "%s/keep", outside);
	CHECK(!file_write(inside, 0600, 0, (const uint8_t *)"x", 1, &error));
	CHECK(!symlink(outside, below(directory, "a/link")));
	char through[300];
	snprintf(through, sizeof through, "%s/a/link/keep", directory);
	CHECK(remove_tree(through, &error) == -ELOOP);
	CHECK(remove_tree(inside, &error) == -EINVAL);
	CHECK(remove_tree("/run/", &error) == -EINVAL);
	CHECK(remove_tree("/run/..", &error) == -EINVAL);
	CHECK(remove_tree("/run/../tmp", &error) < 0);
	CHECK(remove_tree("/run/x/../../tmp/y", &error) <= 0);
	CHECK(!access(inside, F_OK));
	CHECK(!remove_tree(directory, &error));
	CHECK(access(directory, F_OK) < 0 && !access(inside, F_OK));
	CHECK(!remove_tree(directory, &error));
	CHECK(!unlink(inside) && !rmdir(outside));
}

void test_files(const char *directory)
{
	writes_and_reads(directory);
	releases_who_waits_at_a_fifo(directory);
	makes_directories(directory);
	removes_only_below_run(directory);
}
