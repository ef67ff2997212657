/* Bytes between processes and the channel, each stream within its window. */
#ifndef LACUNA_STREAMS_H
#define LACUNA_STREAMS_H

#include "loop.h"
#include "protocol.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STREAM_FRAME_BYTES 32768u

/* Guest to host. Ends by one empty frame, after which `done` is set. */
struct out_stream {
	struct source source;
	struct out_stream *next; /* in the ring of open streams */
	uint32_t handle;
	uint16_t type;   /* FRAME_STDOUT or FRAME_STDERR */
	uint32_t credit; /* bytes the host will still take */
	bool readable;
	bool draining; /* ends with what is in the pipe now, whoever else may still hold its other end */
	bool done;
};

/* Host to guest. Holds at most one window of bytes that the process has not taken yet. */
struct in_stream {
	struct source source;
	uint32_t handle;
	uint8_t *buffer;
	size_t start, count;
	uint32_t owed; /* bytes passed on for which the host has no credit back yet */
	bool ended;    /* the host sent the end of the stream */
	bool keep;     /* the descriptor is a terminal's, which is not closed by the end of input */
};

/* Starts a stream; the descriptor is given away. An `out_stream` may begin with -1 and get its descriptor later. */
void out_stream_start(struct out_stream *stream, int fd, uint32_t handle, uint16_t type);
void out_stream_attach(struct out_stream *stream, int fd);
/* Ends a stream that never got a descriptor, as if it had been empty. */
void out_stream_end(struct out_stream *stream);
/* The program has ended: sends what it left in the pipe, then the end. */
void out_stream_drain(struct out_stream *stream);
void out_stream_credit(struct out_stream *stream, uint32_t bytes);
/* The host takes no more: the process finds its pipe closed. */
void out_stream_stop(struct out_stream *stream);
/* Takes a stream out of the ring before its owner goes. */
void out_stream_remove(struct out_stream *stream);

/* As with out_stream_start, the descriptor may come later; until then input waits. */
void in_stream_start(struct in_stream *stream, int fd, uint32_t handle, bool keep);
void in_stream_attach(struct in_stream *stream, int fd);
/* Returns 0, or -EPROTO when the host sent more than it had credit for. */
int in_stream_write(struct in_stream *stream, const uint8_t *bytes, uint32_t count);
void in_stream_stop(struct in_stream *stream);

/* Makes one frame of the next stream that has bytes and credit, in turn. Returns its size, 0 when there is none. */
size_t streams_fill(uint8_t frame[STREAM_FRAME_BYTES]);

#endif
