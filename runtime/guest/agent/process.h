/* The process server: spawn, adopt, signal, report the end. */
#ifndef LACUNA_PROCESS_H
#define LACUNA_PROCESS_H

#include <sys/types.h>

#include "console.h"
#include "descriptors.h"
#include "streams.h"
#include "util.h"

struct spawn_request {
	uint32_t handle, flags;
	char *cwd, *console_path, *pid_file;
	char **argv, **env;
	struct descriptors descriptors; /* taken over: none are left when the process runs */
};

/*
 * Starts a program. On 0 the answer (SPAWNED, or EXITED when there was nothing to adopt) has been or will be sent;
 * on a negative errno nothing was started and nothing was answered.
 */
int process_spawn(struct spawn_request *request, struct agent_error *error);
int process_signal(pid_t pid, int signal, struct agent_error *error);
int process_resize(uint32_t handle, unsigned columns, unsigned rows, struct agent_error *error);

/* Stream frames; unknown handles are ignored. process_input returns -EPROTO when the host exceeded its credit. */
int process_input(uint32_t handle, const uint8_t *bytes, uint32_t count);
void process_credit(uint32_t handle, uint32_t stream, uint32_t bytes);
void process_close(uint32_t handle, uint32_t stream);

/* Reaps every dead child and reports those that are somebody's. */
void processes_reap(void);
/* Frees the processes that have ended and whose streams are all done. Called between two turns of the loop. */
void processes_sweep(void);

#endif
