#ifndef VRUN_SEND_H
#define VRUN_SEND_H

/* Sends MESSAGE with a descriptor over the socket that is descriptor 3. Returns 1 on failure, with a line on stderr. */
int send_descriptor(int descriptor, const char *message);

#endif
