#ifndef VRUN_SHARE_H
#define VRUN_SHARE_H

#include <stdbool.h>

/*
 * The share: what a sandbox's guest sees of the host's files, by virtiofs.
 *
 * It is a file system in memory, mounted on FOLDER in the monitor's mount namespace: for each container a folder ID with the
 * entries "rootfs" and "mounts/N", on which the container's files are mounted. The mount on FOLDER is read-only, and no other
 * is attached anywhere, so that neither the guest nor the file server can change what leads to the containers' files. Here it is
 * changed through a mount that lasts as long as the call. All work is by descriptors: no name is looked up through a
 * symbolic link, or through what is mounted below FOLDER. Needs Linux 5.14.
 *
 * Each function returns 0, or -1 with errno and the step that failed.
 */

/* Mounts an empty share on FOLDER, a folder. What is mounted in it later reaches the namespaces that are made from this one. */
int share_make(const char *folder, const char **step);

/* A descriptor of the share on FOLDER. */
int share_open(const char *folder, const char **step);

/*
 * Makes the entry NAME, of up to three words with a slash between, for a folder or a file, and moves TREE there, which is a mount
 * that is attached nowhere.
 */
int share_add(int share, const char *name, bool is_directory, int tree, const char **step);

/* Takes away all that is mounted below the folder ID, and the folder. One that is not there is what was to be had. */
int share_remove(int share, const char *id, const char **step);

#endif
