/*
 * supervise --log FILE -- PROGRAM ARGS...
 *
 * Runs PROGRAM as a child subreaper and writes down how every orphan ended. A container's init process
 * outlives the `create` command that made it, so nobody but a subreaper can tell its exit status. For each
 * orphan one line is appended to FILE:
 *
 *     <pid> <start time, clock ticks since boot> exit <status> | signal <number>
 *
 * The start time tells a pid from a later process with the same number. SIGTERM, SIGINT and SIGHUP are
 * passed on to PROGRAM. When PROGRAM has ended, supervise ends with its status, or by its signal.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t program_pid;

static void pass_on(int number)
{
	if (program_pid > 0)
		kill((pid_t)program_pid, number);
}

/* Field 22 of /proc/PID/stat; the name in field 2 may hold blanks and parentheses. 0 when it cannot be read. */
static unsigned long long start_time(pid_t pid)
{
	char path[64], text[1024];
	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	ssize_t length = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (length <= 0)
		return 0;
	text[length] = '\0';
	char *at = strrchr(text, ')');
	if (at == NULL)
		return 0;
	at++;
	for (int field = 3; field < 22; field++) {
		at = strchr(at + 1, ' ');
		if (at == NULL)
			return 0;
	}
	return strtoull(at, NULL, 10);
}

static void append(int log, const siginfo_t *ending, unsigned long long started)
{
	char line[128];
	const char *kind = ending->si_code == CLD_EXITED ? "exit" : "signal";
	int length = snprintf(line, sizeof(line), "%d %llu %s %d\n", (int)ending->si_pid, started, kind, ending->si_status);
	if (write(log, line, (size_t)length) != length)
		perror("supervise: cannot write the log");
}

/* Waits for any child. Returns 0 with `ending` filled, or -1 when there is none left. */
static int next_ending(siginfo_t *ending)
{
	for (;;) {
		memset(ending, 0, sizeof(*ending));
		if (waitid(P_ALL, 0, ending, WEXITED | WNOWAIT) == 0)
			return 0;
		if (errno != EINTR)
			return -1;
	}
}

static int end_as(const siginfo_t *ending)
{
	if (ending->si_code == CLD_EXITED)
		return ending->si_status;
	signal(ending->si_status, SIG_DFL);
	raise(ending->si_status);
	return 128 + ending->si_status;
}

static int usage(void)
{
	fprintf(stderr, "usage: supervise --log FILE -- PROGRAM ARGS...\n");
	return 2;
}

int main(int argc, char **argv)
{
	if (argc < 5 || strcmp(argv[1], "--log") != 0 || strcmp(argv[3], "--") != 0)
		return usage();
	int log = open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log < 0) {
		fprintf(stderr, "supervise: cannot open %s: %s\n", argv[2], strerror(errno));
		return 2;
	}
	if (prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) {
		perror("supervise: cannot become a subreaper");
		return 2;
	}
	pid_t child = fork();
	if (child < 0) {
		perror("supervise: fork");
		return 2;
	}
	if (child == 0) {
		execvp(argv[4], argv + 4);
		fprintf(stderr, "supervise: cannot run %s: %s\n", argv[4], strerror(errno));
		_exit(127);
	}
	program_pid = child;
	const int passed_on[] = { SIGTERM, SIGINT, SIGHUP };
	for (size_t i = 0; i < sizeof(passed_on) / sizeof(passed_on[0]); i++) {
		struct sigaction action = { .sa_handler = pass_on };
		sigaction(passed_on[i], &action, NULL);
	}
	siginfo_t ending;
	while (next_ending(&ending) == 0) {
		pid_t pid = ending.si_pid;
		if (pid != child)
			append(log, &ending, start_time(pid));
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		if (pid == child)
			return end_as(&ending);
	}
	perror("supervise: the program was lost");
	return 70;
}
