/*
 * service-manager SOCKET REPORT
 *
 * Stands in for systemd at a datagram socket: each message is written to REPORT, lines as they came. Descriptors that
 * come with a message are dropped, which tells who sent them that it was read. Ends with its standard input.
 */
#define _GNU_SOURCE
#include <poll.h>

#include "stand-in.h"

int main(int argc, char **argv)
{
	static char message[4096];
	if (argc != 3) {
		fprintf(stderr, "usage: service-manager SOCKET REPORT\n");
		return 2;
	}
	int report = append(argv[2]);
	int socket = bind_at(argv[1], SOCK_DGRAM);
	dprintf(report, "listening\n");
	for (;;) {
		struct pollfd ends[] = { { STDIN_FILENO, POLLIN, 0 }, { socket, POLLIN, 0 } };
		if (poll(ends, 2, -1) < 0)
			continue;
		if (ends[1].revents != 0) {
			ssize_t length = recv(socket, message, sizeof(message), 0);
			if (length > 0 && write(report, message, (size_t)length) == length && message[length - 1] != '\n')
				dprintf(report, "\n");
		}
		if (ends[0].revents != 0)
			return 0;
	}
}
