/* What has come to be below a process: its children, theirs, and so on. */
#ifndef BELOW_H
#define BELOW_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Fills `found` with the processes below this one, children first, as far as there is room. Returns how many were found;
 * `most` says that there may be more.
 */
size_t find_below(pid_t *found, size_t most);

/* Kills this process's children that are in another process group than `kept`; 0 spares none. Returns how many there were. */
size_t kill_children(pid_t kept);

/* Takes turns before all others, so that what starts processes as fast as it can does not keep its end waiting. */
void take_precedence(void);

#endif
