#define _GNU_SOURCE
#include "console.h"

#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

/* A program that has connected sends at once; one that does not must not hold up everybody else. */
#define SEND_TIMEOUT_SECONDS 2

static int receive_descriptor(int connection)
{
	char text[256];
	union {
		struct cmsghdr header;
		char bytes[CMSG_SPACE(sizeof(int))];
	} ancillary;
	struct iovec vector = {.iov_base = text, .iov_len = sizeof text};
	struct msghdr message = {
		.msg_iov = &vector,
		.msg_iovlen = 1,
		.msg_control = &ancillary,
		.msg_controllen = sizeof ancillary,
	};
	if (RETRY(recvmsg(connection, &message, MSG_CMSG_CLOEXEC)) <= 0)
		return -1;
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	if (!header || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(int)))
		return -1;
	int descriptor;
	memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
	return descriptor;
}

static void connection_ready(struct source *source, uint32_t events)
{
	(void)events;
	console_poll(CONTAINER_OF(source, struct console, source));
}

int console_listen(struct console *console, const char *path, void (*arrived)(struct console *, int), struct agent_error *error)
{
	*console = (struct console){
		.source = {.fd = -1, .ready = connection_ready},
		.address = {.sun_family = AF_UNIX},
		.arrived = arrived,
	};
	if (strlen(path) >= sizeof console->address.sun_path)
		return fail(error, ENAMETOOLONG, "listen at %.100s", path);
	strcpy(console->address.sun_path, path);
	CLEANUP_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return fail(error, errno, "socket");
	if (bind(fd, (struct sockaddr *)&console->address, sizeof console->address) < 0)
		return fail(error, errno, "bind %s", path);
	console->source.fd = fd;
	int result = listen(fd, 1) < 0 ? -errno : loop_add(&console->source, EPOLLIN);
	fd = -1;
	if (result) {
		console_close(console);
		return fail(error, -result, "listen at %s", path);
	}
	return 0;
}

void console_poll(struct console *console)
{
	if (console->source.fd < 0)
		return;
	CLEANUP_FD int connection = RETRY(accept4(console->source.fd, NULL, NULL, SOCK_CLOEXEC));
	if (connection < 0)
		return;
	struct timeval timeout = {.tv_sec = SEND_TIMEOUT_SECONDS};
	setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
	int master = receive_descriptor(connection);
	console_close(console);
	console->arrived(console, master);
}

void console_close(struct console *console)
{
	if (console->source.fd < 0)
		return;
	unlink(console->address.sun_path);
	loop_close(&console->source);
}
