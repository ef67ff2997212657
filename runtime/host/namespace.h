#ifndef VRUN_NAMESPACE_H
#define VRUN_NAMESPACE_H

/*
 * Prints files of /proc as they are in the namespace FILE, which must be of the kind "ipc", "uts" or "user": each as it
 * is, with a zero byte after it, and one that this kernel does not have as nothing. Returns 1 on failure, with a line on
 * stderr.
 */
int read_inside(const char *kind, const char *file, char **names);

#endif
