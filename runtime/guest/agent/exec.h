/* fork and exec with stdio and what follows it in place. */
#ifndef LACUNA_EXEC_H
#define LACUNA_EXEC_H

#include <stdbool.h>
#include <sys/types.h>

#include "util.h"

struct exec_request {
	char *const *argv, *const *env;
	const char *cwd;
	int stdio[3];
	/* What become the descriptors from 3 on, at most DESCRIPTORS_MAX. */
	const int *extra;
	unsigned extra_count;
	/* As SPAWN_SAME_LAYOUT. */
	bool same_layout;
};

/* Returns the pid once exec has succeeded, or the errno of what failed; then nothing runs. */
pid_t exec_program(const struct exec_request *request, struct agent_error *error);

#endif
