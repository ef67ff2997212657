/* What the commands of a scenario, and what they leave behind, may take of the host. */
#ifndef BOUNDS_H
#define BOUNDS_H

#include <stdint.h>
#include <sys/types.h>

/* What the host had when the scenario began, and the scenario's folder. */
struct bounds {
	char folder[4096]; /* empty: nothing is bounded */
	uint64_t processes;
	uint64_t free_bytes;
	uint64_t free_files;
	uint64_t most_bytes;
};

struct excess {
	const char *of; /* "processes", "bytes" or "files"; NULL: within bounds */
	uint64_t most;
};

void set_bounds(struct bounds *bounds, const char *folder);

/*
 * Looks whether what is below this process has taken too much. Unless the host's own counts have changed so far that it may
 * be, which is two system calls, nothing is counted.
 */
struct excess find_excess(struct bounds *bounds);

#endif
