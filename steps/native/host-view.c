/*
 * host-view --hide MOUNT [--hide MOUNT ...] -- PROGRAM ARGS...
 *
 * Runs PROGRAM in a mount namespace of its own in which the named mounts are absent. Some runtimes refuse every
 * container while the host shows them something, such as a v2 tree beside v1 controllers; the host itself stays
 * as it is. Mounts that others make later still arrive (the namespace is a slave of the host's).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static int fail(const char *what, const char *on)
{
	fprintf(stderr, "host-view: cannot %s %s: %s\n", what, on, strerror(errno));
	return 125;
}

int main(int argc, char **argv)
{
	int at = 1;
	if (unshare(CLONE_NEWNS) != 0)
		return fail("make", "a mount namespace");
	if (mount("none", "/", NULL, MS_REC | MS_SLAVE, NULL) != 0)
		return fail("make a slave of", "/");
	for (; at + 1 < argc && strcmp(argv[at], "--hide") == 0; at += 2) {
		if (umount2(argv[at + 1], MNT_DETACH) != 0 && errno != EINVAL && errno != ENOENT)
			return fail("hide", argv[at + 1]);
	}
	if (at + 1 >= argc || strcmp(argv[at], "--") != 0) {
		fprintf(stderr, "usage: host-view --hide MOUNT ... -- PROGRAM ARGS...\n");
		return 125;
	}
	execvp(argv[at + 1], argv + at + 1);
	return fail("run", argv[at + 1]);
}
