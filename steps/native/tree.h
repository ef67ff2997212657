/* Folders in which a hostile program has made what it likes. */
#ifndef TREE_H
#define TREE_H

#include <stdint.h>

struct tree_use {
	uint64_t bytes; /* a file with more than one name counts in part */
	uint64_t files;
};

/* What is below a folder, on its file system; counting ends where a limit is passed. Too deep to be counted is too many files. */
struct tree_use measure_tree(const char *folder, struct tree_use limit);

/* Lets everything below a folder be removed again (chattr -ia). Returns how many files and folders could not have been. */
unsigned long free_tree(const char *folder);

/*
 * Removes a folder with all that is below it, however deep, and whatever protects it; what is mounted below stays, and
 * nothing is removed through a mount. Returns 0, or the errno of what is left.
 */
int remove_tree(const char *folder);

#endif
