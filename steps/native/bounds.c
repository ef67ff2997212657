#define _GNU_SOURCE
#include "bounds.h"
#include "below.h"
#include "tree.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>

/* Far more than any scenario takes, and far less than hurts a host. */
enum { MOST_PROCESSES = 1000, MOST_FILES = 20000, MOST_OPEN = 256, BLOCK = 512 };
static const uint64_t MOST_BYTES = 1ULL << 30;

static pid_t below[MOST_PROCESSES + 1];

static uint64_t lower(uint64_t one, uint64_t other)
{
	return one < other ? one : other;
}

/* What the host has now. */
static void look(struct bounds *bounds)
{
	struct sysinfo system;
	struct statvfs disk;
	bounds->processes = sysinfo(&system) == 0 ? system.procs : 0;
	if (statvfs(bounds->folder, &disk) != 0)
		return;
	bounds->free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
	bounds->free_files = disk.f_favail;
}

void set_bounds(struct bounds *bounds, const char *folder)
{
	*bounds = (struct bounds){ .processes = 0 };
	snprintf(bounds->folder, sizeof(bounds->folder), "%s", folder);
	look(bounds);
	bounds->most_bytes = lower(MOST_BYTES, bounds->free_bytes / 2);
}

/* Bytes of files that have no name any more, and which one of these processes holds open on the folder's file system. */
static uint64_t nameless_bytes(const char *folder, const pid_t *pids, size_t count)
{
	ino_t seen[MOST_OPEN];
	size_t known = 0;
	uint64_t bytes = 0;
	struct stat place, file;
	if (stat(folder, &place) != 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		char path[320];
		snprintf(path, sizeof(path), "/proc/%d/fd", (int)pids[i]);
		DIR *open = opendir(path);
		for (struct dirent *entry; open != NULL && known < MOST_OPEN && (entry = readdir(open)) != NULL;) {
			snprintf(path, sizeof(path), "/proc/%d/fd/%s", (int)pids[i], entry->d_name);
			if (stat(path, &file) != 0 || !S_ISREG(file.st_mode) || file.st_nlink > 0 || file.st_dev != place.st_dev)
				continue;
			size_t at = 0;
			while (at < known && seen[at] != file.st_ino)
				at++;
			if (at < known)
				continue;
			seen[known++] = file.st_ino;
			bytes += (uint64_t)file.st_blocks * BLOCK;
		}
		if (open != NULL)
			closedir(open);
	}
	return bytes;
}

struct excess find_excess(struct bounds *bounds)
{
	const struct excess none = { NULL, 0 };
	if (bounds->folder[0] == '\0')
		return none;
	struct bounds now = *bounds;
	look(&now);
	int many = now.processes > bounds->processes + MOST_PROCESSES / 2;
	int full = now.free_bytes + bounds->most_bytes / 2 < bounds->free_bytes || now.free_files + MOST_FILES / 2 < bounds->free_files;
	if (!many && !full)
		return none;
	size_t count = find_below(below, MOST_PROCESSES + 1);
	if (count > MOST_PROCESSES)
		return (struct excess){ "processes", MOST_PROCESSES };
	if (full) {
		struct tree_use use = measure_tree(bounds->folder, (struct tree_use){ bounds->most_bytes, MOST_FILES });
		if (use.files > MOST_FILES)
			return (struct excess){ "files", MOST_FILES };
		if (use.bytes + nameless_bytes(bounds->folder, below, count) > bounds->most_bytes)
			return (struct excess){ "bytes", bounds->most_bytes };
	}
	/* Somebody else's, or less than it may: half as much again is looked at again. */
	now.most_bytes = bounds->most_bytes;
	*bounds = now;
	return none;
}
