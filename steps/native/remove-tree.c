/*
 * remove-tree FOLDER
 *
 * Removes what is left of a scenario, which a runtime may have made as hard to remove as it likes (tree.h).
 */
#include "tree.h"
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: remove-tree FOLDER\n");
		return 2;
	}
	int left = remove_tree(argv[1]);
	if (left == 0)
		return 0;
	fprintf(stderr, "remove-tree: cannot remove all of %s: %s\n", argv[1], strerror(left));
	return 1;
}
