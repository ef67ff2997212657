#ifndef VRUN_NETWORK_H
#define VRUN_NETWORK_H

/* Joins the network namespace of a file, or with NULL makes a new one, whose loopback is up as runc has it. Returns -1
 * with errno set, and the step that failed in *step. */
int enter_network(const char *file, const char **step);

#endif
