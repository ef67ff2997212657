#define _GNU_SOURCE
#include "descriptors.h"

#include <fcntl.h>
#include <sys/socket.h>

int descriptors_make(struct descriptors *descriptors, unsigned count, struct agent_error *error)
{
	*descriptors = (struct descriptors){0};
	if (count > DESCRIPTORS_MAX)
		return fail(error, E2BIG, "spawn: %u descriptors", count);
	descriptors->list = count ? calloc(count, sizeof *descriptors->list) : NULL;
	if (count && !descriptors->list)
		return fail(error, ENOMEM, "spawn: %u descriptors", count);
	descriptors->count = count;
	for (unsigned i = 0; i < count; i++) {
		struct descriptor *descriptor = &descriptors->list[i];
		descriptor->ours = descriptor->theirs = -1;
		descriptor->in.source.fd = descriptor->out.source.fd = -1;
		descriptor->out.done = true;
	}
	return 0;
}

int descriptors_open(struct descriptors *descriptors, struct agent_error *error)
{
	for (unsigned i = 0; i < descriptors->count; i++) {
		struct descriptor *descriptor = &descriptors->list[i];
		int ends[2];
		if (descriptor->kind == DESCRIPTOR_BOTH) {
			if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
				return fail(error, errno, "socketpair");
		} else if (pipe2(ends, O_CLOEXEC) < 0) {
			return fail(error, errno, "pipe");
		}
		int read_end = descriptor->kind == DESCRIPTOR_INPUT ? 0 : 1;
		descriptor->theirs = ends[read_end];
		descriptor->ours = ends[!read_end];
	}
	return 0;
}

void descriptors_start(struct descriptors *descriptors)
{
	for (unsigned i = 0; i < descriptors->count; i++) {
		struct descriptor *descriptor = &descriptors->list[i];
		int in = descriptor->ours, out = descriptor->ours;
		close_fd(&descriptor->theirs);
		descriptor->ours = -1;
		if (descriptor->kind == DESCRIPTOR_BOTH)
			out = fcntl(in, F_DUPFD_CLOEXEC, 0);
		if (descriptor->kind != DESCRIPTOR_OUTPUT)
			in_stream_start(&descriptor->in, in, descriptor->handle, false);
		if (descriptor->kind != DESCRIPTOR_INPUT)
			out_stream_start(&descriptor->out, out, descriptor->handle, FRAME_STDOUT);
		if (out < 0)
			out_stream_end(&descriptor->out);
	}
}

bool descriptors_done(const struct descriptors *descriptors)
{
	for (unsigned i = 0; i < descriptors->count; i++)
		if (!descriptors->list[i].out.done)
			return false;
	return true;
}

void descriptors_drain(struct descriptors *descriptors)
{
	for (unsigned i = 0; i < descriptors->count; i++)
		out_stream_drain(&descriptors->list[i].out);
}

struct descriptor *descriptors_find(const struct descriptors *descriptors, uint32_t handle)
{
	for (unsigned i = 0; i < descriptors->count; i++)
		if (descriptors->list[i].handle == handle)
			return &descriptors->list[i];
	return NULL;
}

void descriptors_free(struct descriptors *descriptors)
{
	for (unsigned i = 0; i < descriptors->count; i++) {
		struct descriptor *descriptor = &descriptors->list[i];
		close_fd(&descriptor->ours);
		close_fd(&descriptor->theirs);
		if (descriptor->out.next)
			out_stream_remove(&descriptor->out);
		in_stream_stop(&descriptor->in);
	}
	free(descriptors->list);
	*descriptors = (struct descriptors){0};
}
