#define _GNU_SOURCE
#include "boot.h"

#include <fcntl.h>
#include <net/if.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "protocol.h"

#define CGROUP_ROOT "/sys/fs/cgroup"
#define NOFILE_MAX 1048576

static const struct {
	const char *source, *target, *type, *data;
	unsigned long flags;
	bool optional;
} mounts[] = {
	{"proc", "/proc", "proc", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC, false},
	{"sysfs", "/sys", "sysfs", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC, false},
	{"devtmpfs", "/dev", "devtmpfs", "mode=0755", MS_NOSUID, false},
	{"devpts", "/dev/pts", "devpts", "gid=5,mode=0620,ptmxmode=0666", MS_NOSUID | MS_NOEXEC, false},
	{"tmpfs", "/dev/shm", "tmpfs", "mode=1777", MS_NOSUID | MS_NODEV, false},
	{"mqueue", "/dev/mqueue", "mqueue", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC, false},
	{"cgroup2", CGROUP_ROOT, "cgroup2", NULL, MS_NOSUID | MS_NODEV | MS_NOEXEC, false},
	{"tmpfs", "/run", "tmpfs", "mode=0755", MS_NOSUID | MS_NODEV, false},
	{"tmpfs", "/tmp", "tmpfs", "mode=1777", MS_NOSUID | MS_NODEV, false},
	/*
	 * A VM that is to be saved has no shared folder yet: it is plugged in and mounted after the restore. Containers
	 * inherit the flags, and their setuid programs and device nodes are to work.
	 */
	{SHARED_TAG, "/run/shared", "virtiofs", NULL, 0, true},
};

/*
 * pivot_root refuses a root that is no mount on top of another, as the kernel's own first one is. Binding it onto
 * itself makes such a mount without copying the image; crun then needs no --no-pivot.
 */
static int make_pivotable_root(struct agent_error *error)
{
	if (mount("/", "/root", NULL, MS_BIND, NULL) < 0)
		return fail(error, errno, "bind the root");
	if (chdir("/root") < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0 || chroot(".") < 0 || chdir("/") < 0)
		return fail(error, errno, "move the root");
	return 0;
}

/*
 * crun copies itself into memory and runs the copy, three times over, unless it lies on a read-only file system that is
 * no tmpfs: rootfstype=ramfs sees to the second. Under TCG each copy is translated anew, 0.15 s for every call of crun.
 */
static int protect_programs(struct agent_error *error)
{
	if (mount("/usr", "/usr", NULL, MS_BIND, NULL) < 0 || mount(NULL, "/usr", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) < 0)
		return fail(error, errno, "make /usr read-only");
	return 0;
}

static int make_mounts(struct agent_error *error)
{
	for (size_t i = 0; i < sizeof mounts / sizeof *mounts; i++) {
		if (mkdir(mounts[i].target, 0755) < 0 && errno != EEXIST)
			return fail(error, errno, "mkdir %s", mounts[i].target);
		if (mount(mounts[i].source, mounts[i].target, mounts[i].type, mounts[i].flags, mounts[i].data) < 0 &&
		    !(mounts[i].optional && errno == EINVAL))
			return fail(error, errno, "mount %s", mounts[i].target);
	}
	return 0;
}

static int make_links(struct agent_error *error)
{
	static const char *const links[][2] = {
		{"/proc/self/fd", "/dev/fd"},
		{"/proc/self/fd/0", "/dev/stdin"},
		{"/proc/self/fd/1", "/dev/stdout"},
		{"/proc/self/fd/2", "/dev/stderr"},
	};
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		if (symlink(links[i][0], links[i][1]) < 0 && errno != EEXIST)
			return fail(error, errno, "link %s", links[i][1]);
	return 0;
}

/* Every controller that the kernel offers, so that a property is refused only where the kernel has none. */
static int enable_controllers(struct agent_error *error)
{
	char names[512] = "", change[600];
	CLEANUP_FD int from = open(CGROUP_ROOT "/cgroup.controllers", O_RDONLY | O_CLOEXEC);
	if (from < 0 || RETRY(read(from, names, sizeof names - 1)) < 0)
		return fail(error, errno, "read cgroup.controllers");
	CLEANUP_FD int to = open(CGROUP_ROOT "/cgroup.subtree_control", O_WRONLY | O_CLOEXEC);
	if (to < 0)
		return fail(error, errno, "open cgroup.subtree_control");
	char *rest = names;
	for (char *name; (name = strsep(&rest, " \n"));) {
		int length = snprintf(change, sizeof change, "+%s", name);
		if (*name && RETRY(write(to, change, (size_t)length)) < 0)
			return fail(error, errno, "enable the controller %s", name);
	}
	return 0;
}

static int raise_loopback(struct agent_error *error)
{
	struct ifreq request = {.ifr_name = "lo"};
	CLEANUP_FD int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || ioctl(fd, SIOCGIFFLAGS, &request) < 0)
		return fail(error, errno, "read the flags of lo");
	request.ifr_flags |= IFF_UP;
	return ioctl(fd, SIOCSIFFLAGS, &request) < 0 ? fail(error, errno, "raise lo") : 0;
}

int boot_guest(struct agent_error *error)
{
	umask(0);
	int result = make_pivotable_root(error);
	if (!result)
		result = protect_programs(error);
	if (!result)
		result = make_mounts(error);
	if (!result)
		result = make_links(error);
	if (!result)
		result = enable_controllers(error);
	if (!result)
		result = raise_loopback(error);
	umask(022);
	struct rlimit files = {.rlim_cur = 1024, .rlim_max = NOFILE_MAX};
	if (!result && setrlimit(RLIMIT_NOFILE, &files) < 0)
		result = fail(error, errno, "set the limit of open files");
	if (!result && sethostname("lacuna", 6) < 0)
		result = fail(error, errno, "set the host name");
	return result;
}
