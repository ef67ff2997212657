/*
 * mount-flags ROOT [DESTINATION WORD[,WORD]...]...
 *
 * Sets on a container's mounts what crun (1.28) cannot: nosymfollow and unbindable. crun runs it in the container's mount
 * namespace before the root is pivoted, as a createContainer hook, and fails when it does. A destination is resolved as
 * the container would: no symbolic link leads out of ROOT.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/mount.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/fs.h, which does not go with the C library's headers. */
#define PROPAGATION_UNBINDABLE (1u << 17)

static int failed(const char *what)
{
	fprintf(stderr, "mount-flags: %s: %s\n", what, strerror(errno));
	return 1;
}

static int read_words(char *words, struct mount_attr *attributes)
{
	for (char *word = strtok(words, ","); word; word = strtok(NULL, ",")) {
		if (strcmp(word, "nosymfollow") == 0)
			attributes->attr_set |= MOUNT_ATTR_NOSYMFOLLOW;
		else if (strcmp(word, "unbindable") == 0)
			attributes->propagation = PROPAGATION_UNBINDABLE;
		else {
			errno = EINVAL;
			return failed(word);
		}
	}
	return 0;
}

static int set_flags(int root, const char *destination, char *words)
{
	struct mount_attr attributes = { 0 };
	struct open_how how = { .flags = O_PATH | O_CLOEXEC, .resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS };
	if (read_words(words, &attributes))
		return 1;
	int mount = (int)syscall(SYS_openat2, root, destination, &how, sizeof how);
	if (mount < 0)
		return failed(destination);
	int result = syscall(SYS_mount_setattr, mount, "", AT_EMPTY_PATH, &attributes, sizeof attributes) < 0 ? failed(destination) : 0;
	close(mount);
	return result;
}

int main(int argc, char **argv)
{
	int root = argc < 2 ? -1 : open(argv[1], O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root < 0)
		return failed(argc < 2 ? "no ROOT" : argv[1]);
	for (int i = 2; i + 1 < argc; i += 2)
		if (set_flags(root, argv[i], argv[i + 1]))
			return 1;
	close(root);
	return 0;
}
