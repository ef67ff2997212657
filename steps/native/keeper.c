/*
 * keeper [--grace MS] PROGRAM ARGS...
 *
 * Runs PROGRAM, which starts what may be hostile, and ends once nothing of it is left: with PROGRAM's status, or with 128
 * and the number of the signal that ended it. A PROGRAM that is stopped, for which nobody has a reason, is killed; the
 * number is that of SIGSTOP then. The keeper is a child subreaper: what loses the subreaper that PROGRAM may be becomes
 * the keeper's child. Such orphans are killed; those in the keeper's own process group, which belong to PROGRAM, get
 * GRACE milliseconds (none by default) from PROGRAM's end on.
 *
 * SIGTERM, SIGINT and SIGHUP are passed on to PROGRAM as SIGTERM, which the end of the keeper's parent brings as well. When
 * the keeper itself is killed, PROGRAM gets SIGTERM if it has a grace, else SIGKILL.
 */
#define _GNU_SOURCE
#include "below.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_MS = 100, END_LOOK_MS = 2, SHELL_SIGNAL = 128, NOT_ENDED = -1 };

static long now_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Waits for one of the signals, at most `most_ms`. Returns its number, or -1. */
static int await(const sigset_t *signals, long most_ms)
{
	struct timespec most = { .tv_nsec = most_ms * 1000000 };
	return sigtimedwait(signals, NULL, &most);
}

/* Takes what has happened to children. Returns the status that PROGRAM has ended with, or NOT_ENDED. */
static int reap(pid_t program)
{
	static int stopped;
	int status = NOT_ENDED;
	for (;;) {
		siginfo_t seen = { .si_pid = 0 };
		if (waitid(P_ALL, 0, &seen, WEXITED | WSTOPPED | WNOHANG) != 0 || seen.si_pid == 0)
			return status;
		if (seen.si_pid != program)
			continue;
		if (seen.si_code == CLD_STOPPED) {
			stopped = 1;
			kill(program, SIGKILL);
		} else if (seen.si_code == CLD_EXITED)
			status = seen.si_status;
		else
			status = SHELL_SIGNAL + (stopped ? SIGSTOP : seen.si_status);
	}
}

/* Waits for PROGRAM's end. Returns its status. */
static int keep(pid_t program, const sigset_t *signals)
{
	for (;;) {
		int seen = await(signals, LOOK_MS);
		if (seen > 0 && seen != SIGCHLD)
			kill(program, SIGTERM);
		kill_children(getpgrp());
		int status = reap(program);
		if (status != NOT_ENDED)
			return status;
	}
}

/* Waits until no child is left, and helps those that take too long. */
static void end_rest(const sigset_t *signals, long grace_ms)
{
	long until_ms = now_ms() + grace_ms;
	if (grace_ms == 0)
		take_precedence();
	while (waitid(P_ALL, 0, &(siginfo_t){ .si_pid = 0 }, WEXITED | WNOHANG | WNOWAIT) == 0) {
		kill_children(now_ms() < until_ms ? getpgrp() : 0);
		reap(0);
		await(signals, END_LOOK_MS);
	}
}

int main(int argc, char **argv)
{
	char **program = argv + 1;
	long grace_ms = 0;
	if (argc > 3 && strcmp(argv[1], "--grace") == 0) {
		grace_ms = strtol(argv[2], NULL, 10);
		program += 2;
	}
	if (*program == NULL) {
		fprintf(stderr, "usage: keeper [--grace MS] PROGRAM ARGS...\n");
		return 2;
	}
	sigset_t signals, none;
	sigemptyset(&none);
	sigemptyset(&signals);
	const int taken[] = { SIGCHLD, SIGTERM, SIGINT, SIGHUP };
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++)
		sigaddset(&signals, taken[i]);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	pid_t pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, grace_ms > 0 ? SIGTERM : SIGKILL, 0, 0, 0);
		sigprocmask(SIG_SETMASK, &none, NULL);
		execvp(*program, program);
		fprintf(stderr, "keeper: cannot start %s: %s\n", *program, strerror(errno));
		_exit(127);
	}
	if (pid < 0) {
		perror("keeper: cannot fork");
		return 127;
	}
	/* The ends of pipes, by which both sides of them see that PROGRAM has ended. */
	close(STDIN_FILENO);
	close(STDOUT_FILENO);
	int status = keep(pid, &signals);
	end_rest(&signals, grace_ms);
	return status;
}
