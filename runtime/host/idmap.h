#ifndef VRUN_IDMAP_H
#define VRUN_IDMAP_H

#include <stdbool.h>

/*
 * Gives a mount that is attached nowhere other owners: by the mappings UIDS and GIDS, each CONTAINER:HOST:SIZE[,...] as
 * config.json has them, with the mounts below when it is RECURSIVE. Needs Linux 5.12 and a file system that can be mounted
 * so. Returns 0, or -1 with errno and the step that failed.
 */
int map_mount(int mount, const char *uids, const char *gids, bool recursive, const char **step);

#endif
