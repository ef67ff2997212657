#ifndef VRUN_CONFINE_H
#define VRUN_CONFINE_H

/*
 * ARGV: UID [read PATH | device PATH | memory BYTES]... -- PROGRAM [ARG]...
 *
 * Replaces this process by PROGRAM, run by the user and group UID, without capabilities and without a way to get any, in a
 * root of its own that has nothing but each PATH, and its present working directory if that is below one. What is to be
 * read is what it is now, read-only; a device is a node that belongs to UID. A PATH that is not there is left out. Memory is a file of BYTES that UID may write,
 * /guest-memory. The program is killed when this process's parent dies. Returns 1 on failure, with a line on stderr.
 */
int run_confined(char **argv);

#endif
