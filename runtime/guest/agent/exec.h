/* fork and exec with stdio in place. */
#ifndef LACUNA_EXEC_H
#define LACUNA_EXEC_H

#include <sys/types.h>

#include "util.h"

struct exec_request {
	char *const *argv, *const *env;
	const char *cwd;
	int stdio[3];
};

/* Returns the pid once exec has succeeded, or the errno of what failed; then nothing runs. */
pid_t exec_program(const struct exec_request *request, struct agent_error *error);

#endif
