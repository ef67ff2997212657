#ifndef VRUN_BIND_H
#define VRUN_BIND_H

/*
 * `vrun-host share`, whose arguments host.c tells. All that is to be bound is taken in the caller's mount namespace, and
 * then put in the share, as another process has it where one is named: what the caller mounted lately is in no other. Needs
 * Linux 5.14. Returns 0, or -1 with errno and the step that failed; -1 with EINVAL and step NULL is bad usage.
 */
int bind_all(char **argv, const char **step);

#endif
