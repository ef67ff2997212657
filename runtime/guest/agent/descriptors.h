/* Descriptors from 3 on that the host carries into a program: pipes and sockets, each with streams of its own. */
#ifndef LACUNA_DESCRIPTORS_H
#define LACUNA_DESCRIPTORS_H

#include "streams.h"
#include "util.h"

struct descriptor {
	uint32_t handle;
	enum descriptor_kind kind;
	int ours, theirs; /* the two ends, until the streams have started */
	struct in_stream in;
	struct out_stream out;
};

/* In order: the first is the program's descriptor 3. */
struct descriptors {
	unsigned count;
	struct descriptor *list;
};

/* Room for `count`, none of them open. The list is for the caller to free, by descriptors_free. */
int descriptors_make(struct descriptors *descriptors, unsigned count, struct agent_error *error);
int descriptors_open(struct descriptors *descriptors, struct agent_error *error);
/* The program runs: its ends are closed here, and ours begin to stream. */
void descriptors_start(struct descriptors *descriptors);
/* Whether each has sent all that was written to it. */
bool descriptors_done(const struct descriptors *descriptors);
void descriptors_drain(struct descriptors *descriptors);
struct descriptor *descriptors_find(const struct descriptors *descriptors, uint32_t handle);
void descriptors_free(struct descriptors *descriptors);

#endif
