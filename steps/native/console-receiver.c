/*
 * console-receiver SOCKET REPORT OUTPUT
 *
 * Stands in for a container manager at a console socket: listens at SOCKET, takes the pseudo-terminal that a runtime
 * sends there, and copies what the terminal prints to OUTPUT. It writes down what happens, a line each, in REPORT:
 *
 *     listening
 *     received <descriptors> <how many of them are terminals>
 *     closed         the runtime closed the connection
 *     hangup         nothing has the terminal open any more
 *
 * The pid of a process whose pidfd is sent there is written to SOCKET.pid.
 *
 * Lines on standard input act on the terminal: "type TEXT", "resize ROWS COLUMNS", "close". It ends with its standard
 * input, so that it never outlives the one who started it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stand-in.h"

enum { MAX_DESCRIPTORS = 8 };

static int report = -1, output = -1, terminal = -1, connection = -1;

/* Writes down whose a pidfd is. The folder of the socket is the working directory. */
static void tell_pid(int fd, const char *socket_path)
{
	char path[64], line[256], name[256];
	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", fd);
	FILE *info = fopen(path, "re");
	long pid = 0;
	while (info != NULL && pid == 0 && fgets(line, sizeof(line), info) != NULL)
		sscanf(line, "Pid: %ld", &pid);
	if (info != NULL)
		fclose(info);
	const char *base = strrchr(socket_path, '/');
	if (pid == 0 || snprintf(name, sizeof(name), "%s.pid", base == NULL ? socket_path : base + 1) >= (int)sizeof(name))
		return;
	int told = append(name);
	dprintf(told, "%ld", pid);
	close(told);
}

static void receive(const char *socket_path)
{
	char data[4096];
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(MAX_DESCRIPTORS * sizeof(int))];
	struct iovec vector = { data, sizeof(data) };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	ssize_t length = recvmsg(connection, &message, MSG_CMSG_CLOEXEC);
	struct cmsghdr *header = length >= 0 ? CMSG_FIRSTHDR(&message) : NULL;
	if (header != NULL && header->cmsg_type == SCM_RIGHTS) {
		int received[MAX_DESCRIPTORS], terminals = 0;
		int count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
		memcpy(received, CMSG_DATA(header), (size_t)count * sizeof(int));
		for (int i = 0; i < count; i++) {
			terminals += isatty(received[i]);
			tell_pid(received[i], socket_path);
			if (terminal < 0 && isatty(received[i]))
				terminal = received[i];
			else
				close(received[i]);
		}
		dprintf(report, "received %d %d\n", count, terminals);
	}
	if (length > 0)
		return;
	dprintf(report, "closed\n");
	close(connection);
	connection = -1;
}

static void copy_terminal(void)
{
	char data[4096];
	ssize_t length = read(terminal, data, sizeof(data));
	if (length > 0) {
		if (write(output, data, (size_t)length) != length)
			fail("output");
		return;
	}
	if (length < 0 && errno == EINTR)
		return;
	dprintf(report, "hangup\n");
	close(terminal);
	terminal = -1;
}

static void act(char *line)
{
	struct winsize size = { 0 };
	line[strcspn(line, "\n")] = '\0';
	if (terminal < 0)
		return;
	if (strncmp(line, "type ", 5) == 0)
		dprintf(terminal, "%s\n", line + 5);
	else if (sscanf(line, "resize %hu %hu", &size.ws_row, &size.ws_col) == 2)
		ioctl(terminal, TIOCSWINSZ, &size);
	else if (strcmp(line, "close") == 0) {
		close(terminal);
		terminal = -1;
	}
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: console-receiver SOCKET REPORT OUTPUT\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	setvbuf(stdin, NULL, _IONBF, 0);
	report = append(argv[2]);
	output = append(argv[3]);
	int listener = bind_at(argv[1], SOCK_STREAM);
	dprintf(report, "listening\n");
	for (;;) {
		struct pollfd all[] = { { STDIN_FILENO, POLLIN, 0 }, { listener, POLLIN, 0 }, { connection, POLLIN, 0 }, { terminal, POLLIN, 0 } };
		char line[1024];
		if (poll(all, 4, -1) < 0)
			continue;
		if (all[3].revents != 0)
			copy_terminal();
		if (all[2].revents != 0)
			receive(argv[1]);
		if (all[1].revents != 0 && connection < 0)
			connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (all[0].revents != 0) {
			if (fgets(line, sizeof(line), stdin) == NULL)
				return 0;
			act(line);
		}
	}
}
