/*
 * container-hook PID CGROUP PATH ARGV0 [ARG]...
 *
 * Runs PATH, as the container of the process PID sees it, in that container's namespaces and in the cgroup folder CGROUP,
 * with its own environment and stdio, and ends as the program ended: a startContainer hook. It is killed with this one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

static int failed(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	return 1;
}

/* Joining the user namespace that a process is in already is an error. */
static int has_user_namespace(const char *pid, int *result)
{
	char path[64];
	struct stat own, its;
	snprintf(path, sizeof path, "/proc/%s/ns/user", pid);
	if (stat("/proc/self/ns/user", &own) < 0 || stat(path, &its) < 0)
		return failed(path);
	*result = own.st_ino != its.st_ino;
	return 0;
}

static int enter(const char *pid, int user)
{
	int flags = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP | CLONE_NEWTIME;
	int process = (int)syscall(SYS_pidfd_open, atoi(pid), 0);
	if (process < 0)
		return failed("pidfd_open");
	int result = setns(process, flags | (user ? CLONE_NEWUSER : 0)) < 0 ? failed("setns") : 0;
	close(process);
	return result;
}

static int run(int cgroup, int user, char **argv)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return failed("prctl");
	if (write(cgroup, "0", 1) != 1)
		return failed("join the container's cgroup");
	if (user && (setgroups(0, NULL) < 0 || setresgid(0, 0, 0) < 0 || setresuid(0, 0, 0) < 0))
		return failed("become root in the user namespace");
	if (chdir("/") < 0)
		return failed("chdir");
	execv(argv[0], argv + 1);
	return failed(argv[0]);
}

int main(int argc, char **argv)
{
	char path[4096];
	int user = 0, status;
	if (argc < 5) {
		errno = EINVAL;
		return failed("usage: container-hook PID CGROUP PATH ARGV0 [ARG]...");
	}
	snprintf(path, sizeof path, "%s/cgroup.procs", argv[2]);
	int cgroup = open(path, O_WRONLY | O_CLOEXEC);
	if (cgroup < 0)
		return failed(path);
	if (has_user_namespace(argv[1], &user) || enter(argv[1], user))
		return 1;
	pid_t child = fork();
	if (child < 0)
		return failed("fork");
	if (child == 0)
		_exit(run(cgroup, user, argv + 3));
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return failed("wait");
	if (WIFSIGNALED(status)) {
		signal(WTERMSIG(status), SIG_DFL);
		raise(WTERMSIG(status));
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
