#ifndef VRUN_MOUNT_POINTS_H
#define VRUN_MOUNT_POINTS_H

#include <stdbool.h>

/*
 * Makes PATH below ROOT, with the folders that lead to it, as a folder or an empty file; what is there stays. Symbolic
 * links are followed as the container would follow them. Returns 0, or -1 with errno.
 */
int make_mount_point(const char *root, const char *path, bool is_directory);

#endif
