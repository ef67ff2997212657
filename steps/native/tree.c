#define _GNU_SOURCE
#include "tree.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <libgen.h>
#include <limits.h>
#include <linux/fs.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { BLOCK = 512 };

static const uint64_t PROTECTED = STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND;

/* Each file and folder below, without following links, far beyond the length of a path, since fts changes into folders. */
static FTS *walk(const char *folder)
{
	char *const roots[] = { (char *)folder, NULL };
	return fts_open(roots, FTS_PHYSICAL | FTS_XDEV, NULL);
}

struct tree_use measure_tree(const char *folder, struct tree_use limit)
{
	struct tree_use use = { 0, 0 };
	FTS *tree = walk(folder);
	for (FTSENT *entry; tree != NULL && use.bytes <= limit.bytes && use.files <= limit.files && (entry = fts_read(tree)) != NULL;) {
		if (entry->fts_info == FTS_DP || entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR)
			continue;
		use.files++;
		/* The names of programs that all container roots share are many. */
		nlink_t names = entry->fts_info == FTS_F ? entry->fts_statp->st_nlink : 1;
		use.bytes += (uint64_t)entry->fts_statp->st_blocks * BLOCK / (names > 0 ? names : 1);
	}
	/* What is deeper than fts goes, at over a thousand folders, is nobody's work. */
	if (tree != NULL && use.bytes <= limit.bytes && use.files <= limit.files && errno == ENAMETOOLONG)
		use.files = limit.files + 1;
	if (tree != NULL)
		fts_close(tree);
	return use;
}

static int is_protected(int at, const char *name)
{
	struct statx seen;
	return statx(at, name, AT_SYMLINK_NOFOLLOW, STATX_TYPE, &seen) == 0 && (seen.stx_attributes & PROTECTED) != 0;
}

/* Opens what is below `at`, and never through a link or a mount. */
static int open_below(int at, const char *name, uint64_t flags)
{
	struct open_how how = { .flags = flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV };
	return (int)syscall(SYS_openat2, at, name, &how, sizeof(how));
}

/* Takes immutable and append-only from a file or folder; what is neither cannot be either, and is not opened. */
static void unprotect(int at, const char *name)
{
	struct stat seen;
	int flags;
	if (fstatat(at, name, &seen, AT_SYMLINK_NOFOLLOW) != 0 || (!S_ISREG(seen.st_mode) && !S_ISDIR(seen.st_mode)))
		return;
	int fd = open_below(at, name, O_RDONLY);
	if (fd >= 0 && ioctl(fd, FS_IOC_GETFLAGS, &flags) == 0) {
		flags &= ~(FS_IMMUTABLE_FL | FS_APPEND_FL);
		ioctl(fd, FS_IOC_SETFLAGS, &flags);
	}
	if (fd >= 0)
		close(fd);
}

unsigned long free_tree(const char *folder)
{
	unsigned long freed = 0;
	FTS *tree = walk(folder);
	for (FTSENT *entry; tree != NULL && (entry = fts_read(tree)) != NULL;) {
		if ((entry->fts_info != FTS_F && entry->fts_info != FTS_D) || !is_protected(AT_FDCWD, entry->fts_accpath))
			continue;
		unprotect(AT_FDCWD, entry->fts_accpath);
		freed++;
	}
	if (tree != NULL)
		fts_close(tree);
	return freed;
}

/* Removes what is no folder, or an empty one. Returns 0, or -1 and sets errno. */
static int unlink_one(int at, const char *name, int flags)
{
	if (unlinkat(at, name, flags) == 0 || errno == ENOENT)
		return 0;
	if (errno != EPERM)
		return -1;
	unprotect(at, name);
	unprotect(at, ".");
	return unlinkat(at, name, flags);
}

/* Gives a folder a name in `top` that no other has. Returns 0, or -1 and sets errno. */
static int lift(int at, const char *name, int top)
{
	static unsigned long count;
	char lifted[32];
	snprintf(lifted, sizeof(lifted), ".lifted-%lu", count++);
	if (renameat2(at, name, top, lifted, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno == EEXIST)
		return lift(at, name, top);
	if (errno != EPERM)
		return -1;
	unprotect(at, name);
	unprotect(at, ".");
	return renameat2(at, name, top, lifted, RENAME_NOREPLACE);
}

/*
 * Empties a folder; folders in it that are not empty are moved up to `top`, where they are found again: neither depth nor the
 * length of a path counts then. In `top` itself nothing needs to be moved. Returns 0, or the errno of what is left.
 */
static int empty(int fd, int top)
{
	DIR *entries = fdopendir(fd);
	int left = entries == NULL ? errno : 0;
	for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
		const char *name = entry->d_name;
		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (unlink_one(fd, name, 0) == 0 || unlink_one(fd, name, AT_REMOVEDIR) == 0)
			continue;
		if ((errno != ENOTEMPTY && errno != EEXIST) || lift(fd, name, top) != 0)
			left = errno;
	}
	if (entries != NULL)
		closedir(entries);
	else if (fd >= 0)
		close(fd);
	return left;
}

/* One pass over the folders in `top`, which moves up what is a level deeper. Sets `moved` when another pass has work. */
static int pass(int top, int *moved)
{
	int left = 0, copy = open_below(top, ".", O_RDONLY | O_DIRECTORY);
	DIR *entries = copy < 0 ? NULL : fdopendir(copy);
	for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;) {
		const char *name = entry->d_name;
		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (unlink_one(top, name, 0) == 0 || unlink_one(top, name, AT_REMOVEDIR) == 0)
			continue;
		int inner = open_below(top, name, O_RDONLY | O_DIRECTORY);
		int problem = inner < 0 ? errno : empty(inner, top);
		if (problem == 0 && unlink_one(top, name, AT_REMOVEDIR) != 0)
			problem = errno;
		if (problem == 0)
			*moved = 1;
		else
			left = problem;
	}
	if (entries != NULL)
		closedir(entries);
	return left;
}

int remove_tree(const char *folder)
{
	char parent_path[PATH_MAX], name_path[PATH_MAX];
	snprintf(parent_path, sizeof(parent_path), "%s", folder);
	snprintf(name_path, sizeof(name_path), "%s", folder);
	const char *name = basename(name_path);
	int parent = open(dirname(parent_path), O_PATH | O_DIRECTORY | O_CLOEXEC);
	int top = parent < 0 ? -1 : open_below(parent, name, O_RDONLY | O_DIRECTORY);
	int left = top < 0 && errno != ENOENT ? errno : 0;
	for (int moved = 1; top >= 0 && moved;) {
		moved = 0;
		left = pass(top, &moved);
	}
	if (top >= 0 && left == 0 && unlink_one(parent, name, AT_REMOVEDIR) != 0)
		left = errno;
	if (top >= 0)
		close(top);
	if (parent >= 0)
		close(parent);
	return left;
}
