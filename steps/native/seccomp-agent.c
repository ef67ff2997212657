/*
 * seccomp-agent SOCKET REPORT stream|datagram
 *
 * Stands in for a seccomp agent: listens at SOCKET for container process states and takes over the filters that come
 * with them. Each system call that a filter reports fails with ENOMEDIUM. What arrives is written down, a line each, in
 * REPORT:
 *
 *     listening
 *     message <connection> <bytes> <descriptors>     one recvmsg(2), in order
 *     closed <connection>                            the runtime closed the connection
 *
 * and the payload of connection N in REPORT.N. A datagram socket is bound and never read: it is not what the
 * specification asks for. The agent ends with its standard input, so that it never outlives the one who started it.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "stand-in.h"

enum { MAX_DESCRIPTORS = 8, MAX_OPEN = 32 };

/* What the agent has open: connections, by their number from 1, and filters, which have none. */
struct open_end {
	int fd;
	int connection;
};

static struct open_end ends[MAX_OPEN];
static int report = -1, count, connections;
static const char *report_path;

static void keep(int fd, int connection)
{
	if (fd >= 0 && count < MAX_OPEN)
		ends[count++] = (struct open_end){ fd, connection };
	else if (fd >= 0)
		close(fd);
}

static void drop(int index)
{
	close(ends[index].fd);
	ends[index] = ends[--count];
}

static void write_payload(int connection, const char *data, size_t length)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s.%d", report_path, connection);
	int fd = append(path);
	if (write(fd, data, length) != (ssize_t)length)
		fail(path);
	close(fd);
}

static void receive(int index)
{
	static char data[64 * 1024];
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(MAX_DESCRIPTORS * sizeof(int))];
	struct iovec vector = { data, sizeof(data) };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof(control) };
	int connection = ends[index].connection, received[MAX_DESCRIPTORS], descriptors = 0;
	ssize_t length = recvmsg(ends[index].fd, &message, MSG_CMSG_CLOEXEC);
	if (length <= 0) {
		dprintf(report, "closed %d\n", connection);
		drop(index);
		return;
	}
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (header != NULL && header->cmsg_type == SCM_RIGHTS) {
		descriptors = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
		memcpy(received, CMSG_DATA(header), (size_t)descriptors * sizeof(int));
	}
	write_payload(connection, data, (size_t)length);
	dprintf(report, "message %d %zd %d\n", connection, length, descriptors);
	for (int i = 0; i < descriptors; i++)
		keep(received[i], 0);
}

/* Answers one call of a filtered process; a filter that nobody uses any more is given up. */
static void answer(int index)
{
	struct seccomp_notif call = { 0 };
	if (ioctl(ends[index].fd, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) {
		if (errno != EINTR && errno != ENOENT)
			drop(index);
		return;
	}
	struct seccomp_notif_resp response = { .id = call.id, .error = -ENOMEDIUM };
	ioctl(ends[index].fd, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

int main(int argc, char **argv)
{
	if (argc != 4) {
		fprintf(stderr, "usage: seccomp-agent SOCKET REPORT stream|datagram\n");
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	int stream = strcmp(argv[3], "stream") == 0;
	report_path = argv[2];
	report = append(report_path);
	int listener = bind_at(argv[1], stream ? SOCK_STREAM : SOCK_DGRAM);
	dprintf(report, "listening\n");
	for (;;) {
		struct pollfd all[MAX_OPEN + 2] = { { STDIN_FILENO, POLLIN, 0 }, { stream ? listener : -1, POLLIN, 0 } };
		int polled = count;
		for (int i = 0; i < polled; i++)
			all[i + 2] = (struct pollfd){ ends[i].fd, POLLIN, 0 };
		if (poll(all, (nfds_t)polled + 2, -1) < 0)
			continue;
		for (int i = polled - 1; i >= 0; i--) {
			if (all[i + 2].revents == 0)
				continue;
			if (ends[i].connection > 0)
				receive(i);
			else if (all[i + 2].revents & POLLIN)
				answer(i);
			else
				drop(i);
		}
		if (all[1].revents != 0)
			keep(accept4(listener, NULL, NULL, SOCK_CLOEXEC), ++connections);
		if (all[0].revents != 0)
			return 0;
	}
}
