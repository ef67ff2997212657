#define _GNU_SOURCE
#include "files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>

/* Each level of a tree being removed holds two descriptors open. */
#define TREE_DEPTH_MAX 128

int file_write(const char *path, mode_t mode, uint64_t offset, const uint8_t *bytes, size_t count, struct agent_error *error)
{
	int flags = O_WRONLY | O_CLOEXEC | O_NOCTTY | (offset ? 0 : O_CREAT | O_TRUNC);
	CLEANUP_FD int fd = RETRY(open(path, flags, mode));
	if (fd < 0)
		return fail(error, errno, "open %s", path);
	if (!offset) {
		struct stat status;
		if (!fstat(fd, &status) && S_ISREG(status.st_mode) && fchmod(fd, mode) < 0)
			return fail(error, errno, "chmod %s", path);
	}
	while (count) {
		/* Files of proc and cgroup take no pwrite at an offset other than 0, so those are written at once. */
		ssize_t written = RETRY(offset ? pwrite(fd, bytes, count, (off_t)offset) : write(fd, bytes, count));
		if (written < 0)
			return fail(error, errno, "write %s", path);
		bytes += written;
		count -= (size_t)written;
		offset += offset ? (uint64_t)written : 0;
	}
	return 0;
}

long file_read(const char *path, uint64_t offset, uint8_t *to, size_t count, struct agent_error *error)
{
	/* O_NONBLOCK: a fifo must not hold up everybody else. */
	CLEANUP_FD int fd = RETRY(open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
	if (fd < 0)
		return fail(error, errno, "open %s", path);
	ssize_t got = RETRY(pread(fd, to, count, (off_t)offset));
	return got < 0 ? fail(error, errno, "read %s", path) : got;
}

int fifo_release(const char *path, struct agent_error *error)
{
	/* O_NONBLOCK: without a reader it is an error, and must not hold up everybody else. */
	CLEANUP_FD int fd = RETRY(open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC));
	struct stat status;
	if (fd < 0 || fstat(fd, &status) < 0)
		return fail(error, errno, "open %s", path);
	if (!S_ISFIFO(status.st_mode))
		return fail(error, EINVAL, "release %s: no fifo", path);
	if (unlink(path) < 0)
		return fail(error, errno, "unlink %s", path);
	return RETRY(write(fd, "", 1)) < 0 ? fail(error, errno, "write %s", path) : 0;
}

int make_directory(const char *path, mode_t mode, struct agent_error *error)
{
	CLEANUP_MEMORY char *copy = strdup(path);
	if (!copy)
		return fail(error, ENOMEM, "mkdir %s", path);
	for (char *slash = copy[0] ? strchr(copy + 1, '/') : NULL; slash; slash = strchr(slash + 1, '/')) {
		*slash = 0;
		if (mkdir(copy, 0755) < 0 && errno != EEXIST)
			return fail(error, errno, "mkdir %s", copy);
		*slash = '/';
	}
	if (mkdir(path, mode) < 0) {
		struct stat status;
		if (errno != EEXIST || stat(path, &status) < 0)
			return fail(error, errno, "mkdir %s", path);
		return S_ISDIR(status.st_mode) ? 0 : fail(error, ENOTDIR, "mkdir %s", path);
	}
	return chmod(path, mode) < 0 ? fail(error, errno, "chmod %s", path) : 0;
}

static int remove_at(int parent, const char *name, dev_t device, int depth);

static int empty_directory(int parent, const char *name, dev_t device, int depth)
{
	if (depth > TREE_DEPTH_MAX)
		return -ELOOP;
	CLEANUP_FD int fd = RETRY(openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
	if (fd < 0)
		return -errno;
	struct stat status;
	if (fstat(fd, &status) < 0)
		return -errno;
	if (status.st_dev != device)
		return -EXDEV;
	DIR *directory = fdopendir(fcntl(fd, F_DUPFD_CLOEXEC, 0));
	if (!directory)
		return -errno;
	int result = 0;
	struct dirent *entry;
	while (!result && (entry = readdir(directory)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			result = remove_at(fd, entry->d_name, device, depth + 1);
	closedir(directory);
	return result;
}

static int remove_at(int parent, const char *name, dev_t device, int depth)
{
	if (!unlinkat(parent, name, 0) || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -errno;
	int result = empty_directory(parent, name, device, depth);
	if (result)
		return result;
	return unlinkat(parent, name, AT_REMOVEDIR) < 0 && errno != ENOENT ? -errno : 0;
}

int remove_tree(const char *path, struct agent_error *error)
{
	const char *name = strrchr(path, '/');
	if (strncmp(path, "/run/", 5) || !name[1] || !strcmp(name, "/.") || !strcmp(name, "/.."))
		return fail(error, EINVAL, "remove %s: not below /run", path);
	CLEANUP_MEMORY char *below = strndup(path + 5, name > path + 4 ? (size_t)(name - path - 5) : 0);
	if (!below)
		return fail(error, ENOMEM, "remove %s", path);
	CLEANUP_FD int run = RETRY(open("/run", O_PATH | O_DIRECTORY | O_CLOEXEC));
	struct open_how how = {
		.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS,
	};
	CLEANUP_FD int parent = (int)RETRY(syscall(SYS_openat2, run, below[0] ? below : ".", &how, sizeof how));
	if (parent < 0)
		return errno == ENOENT ? 0 : fail(error, errno, "remove %s", path);
	struct stat status;
	if (fstat(parent, &status) < 0)
		return fail(error, errno, "remove %s", path);
	int result = remove_at(parent, name + 1, status.st_dev, 0);
	return result ? fail(error, -result, "remove %s", path) : 0;
}

int mount_at(const char *source, const char *target, const char *type, uint64_t flags, const char *data, struct agent_error *error)
{
	if (mount(source, target, type, flags, data) < 0)
		return fail(error, errno, "mount %s of type %s at %s", source, type, target);
	return 0;
}

int unmount_at(const char *target, struct agent_error *error)
{
	return umount2(target, UMOUNT_NOFOLLOW) < 0 ? fail(error, errno, "unmount %s", target) : 0;
}
