/* What the host may do with the guest's file systems. Each returns 0 (or a count) or a negative errno. */
#ifndef LACUNA_FILES_H
#define LACUNA_FILES_H

#include <stdint.h>
#include <sys/types.h>

#include "util.h"

/* Writes at `offset`; offset 0 creates the file with exactly `mode`, or truncates it. */
int file_write(const char *path, mode_t mode, uint64_t offset, const uint8_t *bytes, size_t count, struct agent_error *error);
/* Reads at most `count` bytes at `offset`; 0 at the end of the file. */
long file_read(const char *path, uint64_t offset, uint8_t *to, size_t count, struct agent_error *error);
/* Takes a fifo's name away and writes it a byte; -ENXIO when nobody reads it. */
int fifo_release(const char *path, struct agent_error *error);
/* Makes a directory and its parents; one that is there already is left as it is. */
int make_directory(const char *path, mode_t mode, struct agent_error *error);
/* Removes a file or tree below /run; never follows a symbolic link, never crosses into another file system. */
int remove_tree(const char *path, struct agent_error *error);
int mount_at(const char *source, const char *target, const char *type, uint64_t flags, const char *data, struct agent_error *error);
int unmount_at(const char *target, struct agent_error *error);

#endif
