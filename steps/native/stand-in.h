/* What programs have in common that stand in for somebody at a socket. Needs _GNU_SOURCE. */
#ifndef LACUNA_STAND_IN_H
#define LACUNA_STAND_IN_H

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static inline void fail(const char *what)
{
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, strerror(errno));
	exit(1);
}

static inline int append(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (fd < 0)
		fail(path);
	return fd;
}

/* Binds from within the folder, so that only the socket's own name must fit into the address. */
static inline int bind_at(char *path, int type)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	char *copy = strdup(path);
	const char *name = basename(path);
	if (copy == NULL || strlen(name) >= sizeof(address.sun_path) || chdir(dirname(copy)) != 0)
		fail("folder of the socket");
	strcpy(address.sun_path, name);
	int fd = socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) != 0)
		fail("socket");
	if (type == SOCK_STREAM && listen(fd, 4) != 0)
		fail("listen");
	free(copy);
	return fd;
}

#endif
