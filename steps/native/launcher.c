/*
 * launcher --log FILE
 *
 * Starts the suite's commands and waits for them, in place of a large process whose every fork copies its page tables.
 * It is a child subreaper: what a command leaves behind becomes its child, by which leaks are found that hide their
 * name, and how every such orphan ended is appended to FILE, since nobody but a subreaper can tell:
 *
 *     <pid> <start time, clock ticks since boot> exit <status> | signal <number>
 *
 * The start time tells a pid from a later process with the same number. A request on the standard input is a length in
 * bytes (32 bits, in the host's order) and that many bytes of strings, each with its NUL:
 *
 *     run ID CWD STDIN STDOUT STDERR COUNT {DESCRIPTOR KIND FILE}*COUNT PROGRAM ARGS...
 *     signal ID NUMBER
 *     bound FOLDER
 *     free ID FOLDER
 *
 * where KIND is reader or writer (FILE opened so), pipe (the end of one that holds FILE's content) or connection (to the
 * socket FILE).
 *
 * Each command is answered once, by a line on the standard output; the time is what lay between fork and end:
 *
 *     <ID> exit <status> <us> | <ID> signal <number> <us> | <ID> failed <errno> <us>
 *
 * `free` takes from all in a folder what protects it from being removed, and is answered by how many files and folders that
 * were:
 *
 *     <ID> freed <count> <us>
 *
 * From `bound` on, what is below the launcher and what is in the folder are bounded (bounds.c). Who takes more is killed with
 * all others, and the launcher ends after a line that says what there was too much of, and how much there may be:
 *
 *     0 excess-processes <most> 0 | 0 excess-bytes <most> 0 | 0 excess-files <most> 0
 *
 * Outputs are appended to. At the end of the requests it kills what is still below it, and ends when that is gone.
 * Signals that are sent to the whole process group do not end it, because the commands' clean-up needs it.
 */
#define _GNU_SOURCE
#include "below.h"
#include "bounds.h"
#include "tree.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_COMMANDS = 64, MAX_REQUEST = 4 << 20, MAX_WORDS = 4096, FIRST_WORDS = 7, LOOK_MS = 100 };

struct command {
	pid_t pid; /* 0: a free place */
	char id[32];
	uint64_t began_us;
};

static struct command commands[MAX_COMMANDS];
static struct bounds bounds;

static uint64_t now_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void answer(const char *id, const char *kind, long value, uint64_t began_us)
{
	/* One write: a reader sees whole lines. It fails when nobody reads any more, which the requests' end tells too. */
	dprintf(STDOUT_FILENO, "%s %s %ld %llu\n", id, kind, value, (unsigned long long)(now_us() - began_us));
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

/* Appends the end of an orphan that has not been reaped yet. */
static void log_orphan(int log, const siginfo_t *ending)
{
	const char *kind = ending->si_code == CLD_EXITED ? "exit" : "signal";
	if (dprintf(log, "%d %llu %s %d\n", (int)ending->si_pid, start_time(ending->si_pid), kind, ending->si_status) < 0)
		perror("launcher: cannot write the log");
}

/* Reads exactly `length` bytes. Returns 0, or -1 at the end of the input. */
static int read_all(void *to, size_t length)
{
	for (size_t at = 0; at < length;) {
		ssize_t count = read(STDIN_FILENO, (char *)to + at, length - at);
		if (count == 0 || (count < 0 && errno != EINTR))
			return -1;
		if (count > 0)
			at += (size_t)count;
	}
	return 0;
}

/* Gives a descriptor its number. Returns 0, or -1 also where there is none. */
static int place(int fd, int number)
{
	if (fd < 0 || fd == number)
		return fd < 0 ? -1 : 0;
	if (dup2(fd, number) < 0)
		return -1;
	return close(fd);
}

/* A file of the suite's. Where a program has put a FIFO in its place, this does not wait for who opens its other end. */
static int open_as(const char *path, int flags, int number)
{
	int fd = open(path, flags | O_NONBLOCK, 0666);
	if (fd >= 0)
		fcntl(fd, F_SETFL, flags & O_APPEND);
	return place(fd, number);
}

/* The reading end of a pipe that holds what is in a file, at most as much as a pipe takes, and nothing more to come. */
static int filled_pipe(const char *path)
{
	char content[4096];
	int ends[2], file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	ssize_t length = file < 0 ? -1 : read(file, content, sizeof(content));
	if (length < 0 || pipe(ends) < 0)
		return -1;
	close(file);
	if (write(ends[1], content, (size_t)length) != length)
		return -1;
	close(ends[1]);
	return ends[0];
}

static int connection(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address.sun_path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	strcpy(address.sun_path, path);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	return fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ? -1 : fd;
}

static int inherit(const char *kind, const char *path, int number)
{
	if (strcmp(kind, "pipe") == 0)
		return place(filled_pipe(path), number);
	if (strcmp(kind, "connection") == 0)
		return place(connection(path), number);
	return open_as(path, strcmp(kind, "writer") == 0 ? O_WRONLY : O_RDONLY, number);
}

/*
 * The child's side, in a process group of its own: what a command sends to its whole group does not reach the suite. `words`
 * are those of the request; `failure` takes the errno of what cannot be done.
 */
static void become(char **words, int count, int failure)
{
	int descriptors = atoi(words[6]);
	int top = STDERR_FILENO;
	for (int i = 0; i < descriptors; i++)
		if (atoi(words[FIRST_WORDS + 3 * i]) > top)
			top = atoi(words[FIRST_WORDS + 3 * i]);
	/* Above all that the program is given, so that none of these takes its place. */
	int told = fcntl(failure, F_DUPFD_CLOEXEC, top + 1);
	setpgid(0, 0);
	sigset_t none;
	sigemptyset(&none);
	const int ignored[] = { SIGPIPE, SIGINT, SIGTERM, SIGHUP };
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
	int ok = open_as(words[3], O_RDONLY, STDIN_FILENO) == 0 && open_as(words[4], O_WRONLY | O_CREAT | O_APPEND, STDOUT_FILENO) == 0 &&
		 open_as(words[5], O_WRONLY | O_CREAT | O_APPEND, STDERR_FILENO) == 0;
	/* In rising order, so that a file opened at a number that is still to be taken has been moved away before. */
	for (int i = 0; ok && i < descriptors; i++)
		ok = inherit(words[FIRST_WORDS + 3 * i + 1], words[FIRST_WORDS + 3 * i + 2], atoi(words[FIRST_WORDS + 3 * i])) == 0;
	char **argv = words + FIRST_WORDS + 3 * descriptors;
	if (ok && chdir(words[2]) == 0 && argv < words + count)
		execvp(argv[0], argv);
	int error = errno;
	if (write(told, &error, sizeof(error)) != sizeof(error))
		_exit(126);
	_exit(127);
}

static void run(char **words, int count)
{
	struct command *slot = commands;
	while (slot < commands + MAX_COMMANDS && slot->pid != 0)
		slot++;
	int failure[2];
	uint64_t began_us = now_us();
	if (slot == commands + MAX_COMMANDS || pipe2(failure, O_CLOEXEC) != 0) {
		answer(words[1], "failed", EAGAIN, began_us);
		return;
	}
	pid_t pid = fork();
	if (pid == 0)
		become(words, count, failure[1]);
	int error = pid < 0 ? errno : 0;
	close(failure[1]);
	if (pid > 0 && read(failure[0], &error, sizeof(error)) == sizeof(error)) {
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	close(failure[0]);
	if (error != 0) {
		answer(words[1], "failed", error, began_us);
		return;
	}
	slot->pid = pid;
	slot->began_us = began_us;
	snprintf(slot->id, sizeof(slot->id), "%s", words[1]);
}

static void send_signal(char **words)
{
	for (struct command *one = commands; one < commands + MAX_COMMANDS; one++)
		if (one->pid != 0 && strcmp(one->id, words[1]) == 0)
			kill(one->pid, atoi(words[2]));
}

static void release(char **words)
{
	uint64_t began_us = now_us();
	answer(words[1], "freed", (long)free_tree(words[2]), began_us);
}

/* Takes one request. Returns 0, or -1 at the end of the requests. */
static int take_request(void)
{
	static char text[MAX_REQUEST];
	static char *words[MAX_WORDS + 1];
	uint32_t length;
	if (read_all(&length, sizeof(length)) != 0)
		return -1;
	if (length == 0 || length > sizeof(text) || read_all(text, length) != 0 || text[length - 1] != '\0')
		return -1;
	int count = 0;
	for (char *at = text; at < text + length && count < MAX_WORDS; at += strlen(at) + 1)
		words[count++] = at;
	words[count] = NULL;
	if (strcmp(words[0], "run") == 0 && count > FIRST_WORDS + 3 * atoi(words[6]))
		run(words, count);
	else if (strcmp(words[0], "signal") == 0 && count == 3)
		send_signal(words);
	else if (strcmp(words[0], "bound") == 0 && count == 2)
		set_bounds(&bounds, words[1]);
	else if (strcmp(words[0], "free") == 0 && count == 3)
		release(words);
	else
		return -1;
	return 0;
}

/* Takes the ends of all children that have ended: commands are answered, orphans logged. Returns -1 when no child is left. */
static int reap(int log)
{
	for (;;) {
		siginfo_t ending = { .si_pid = 0 };
		/* The end is looked at before it is taken, because the start time is gone with it. */
		if (waitid(P_ALL, 0, &ending, WEXITED | WNOWAIT | WNOHANG) != 0)
			return -1;
		if (ending.si_pid == 0)
			return 0;
		struct command *one = commands;
		while (one < commands + MAX_COMMANDS && one->pid != ending.si_pid)
			one++;
		if (one == commands + MAX_COMMANDS)
			log_orphan(log, &ending);
		while (waitpid(ending.si_pid, NULL, 0) < 0 && errno == EINTR)
			;
		if (one < commands + MAX_COMMANDS) {
			one->pid = 0;
			answer(one->id, ending.si_code == CLD_EXITED ? "exit" : "signal", ending.si_status, one->began_us);
		}
	}
}

/* Kills children, and their children once these are ours, until none is left. */
static void end_all(int log)
{
	take_precedence();
	for (int round = 0; reap(log) == 0; round++) {
		kill_children(0);
		/* Who hands itself on from child to child is gone by the next millisecond. */
		if (round % 64 == 63)
			usleep(1000);
	}
}

/* Ends all that has taken too much, if it has. Returns 0, or -1 when it did. */
static int hold_bounds(int log)
{
	struct excess excess = find_excess(&bounds);
	if (excess.of == NULL)
		return 0;
	memset(commands, 0, sizeof(commands));
	end_all(log);
	char kind[32];
	snprintf(kind, sizeof(kind), "excess-%s", excess.of);
	answer("0", kind, (long)excess.most, now_us());
	return -1;
}

int main(int argc, char **argv)
{
	if (argc != 3 || strcmp(argv[1], "--log") != 0) {
		fprintf(stderr, "usage: launcher --log FILE\n");
		return 2;
	}
	/* Commands get what they are given, and nothing that the caller's caller left open. */
	close_range(STDERR_FILENO + 1, ~0U, 0);
	int log = open(argv[2], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (log < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) {
		fprintf(stderr, "launcher: cannot open %s, or cannot become a subreaper: %s\n", argv[2], strerror(errno));
		return 2;
	}
	const int ignored[] = { SIGPIPE, SIGINT, SIGTERM, SIGHUP };
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++)
		signal(ignored[i], SIG_IGN);
	sigset_t ended;
	sigemptyset(&ended);
	sigaddset(&ended, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ended, NULL);
	struct pollfd sources[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = signalfd(-1, &ended, SFD_CLOEXEC | SFD_NONBLOCK), .events = POLLIN },
	};
	int children = 0;
	uint64_t looked_us = 0;
	for (int open = 1; open;) {
		if (poll(sources, 2, children ? LOOK_MS : -1) < 0 && errno != EINTR)
			break;
		struct signalfd_siginfo seen;
		if (sources[1].revents != 0 && read(sources[1].fd, &seen, sizeof(seen)) == sizeof(seen))
			reap(log);
		if (sources[0].revents != 0)
			open = take_request() == 0;
		children = waitid(P_ALL, 0, &(siginfo_t){ .si_pid = 0 }, WEXITED | WNOHANG | WNOWAIT) == 0;
		if (children && now_us() - looked_us >= LOOK_MS * 1000) {
			if (hold_bounds(log) != 0)
				return 0;
			looked_us = now_us();
		}
	}
	end_all(log);
	return 0;
}
