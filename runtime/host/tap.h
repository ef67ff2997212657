#ifndef VRUN_TAP_H
#define VRUN_TAP_H

/*
 * Makes a tap NAME in this network namespace and sends MESSAGE, with the tap's descriptor, over the socket that is
 * descriptor 3: the tap lasts as long as whoever gets it keeps it open. Returns 1 on failure, with a line on stderr.
 */
int send_tap(const char *name, const char *message);

#endif
