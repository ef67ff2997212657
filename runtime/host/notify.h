#ifndef VRUN_NOTIFY_H
#define VRUN_NOTIFY_H

/*
 * Sends each of MESSAGES as a datagram to systemd's socket ADDRESS (a path, or "@" and the name of an abstract one), then
 * BARRIER=1, and waits until the other end has taken all, 30 s at most: sd_notify_barrier(3). Returns 1 on failure, with a
 * line on stderr.
 */
int notify_host(const char *address, char **messages);

#endif
