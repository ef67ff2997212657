#include "streams.h"

#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "channel.h"
#include "frames.h"
#include "util.h"

/* Credit goes back in pieces of this size, or when the buffer is empty. */
#define CREDIT_STEP_BYTES (STREAM_WINDOW_BYTES / 4)

/* A ring in which `last` is the stream served last, so that everyone gets a turn. */
static struct out_stream *last;

static void out_ready(struct source *source, uint32_t events)
{
	(void)events;
	CONTAINER_OF(source, struct out_stream, source)->readable = true;
}

void out_stream_start(struct out_stream *stream, int fd, uint32_t handle, uint16_t type)
{
	*stream = (struct out_stream){
		.source = {.fd = -1, .ready = out_ready},
		.handle = handle,
		.type = type,
		.credit = STREAM_WINDOW_BYTES,
	};
	stream->next = last ? last->next : stream;
	if (last)
		last->next = stream;
	last = stream;
	if (fd >= 0)
		out_stream_attach(stream, fd);
}

void out_stream_attach(struct out_stream *stream, int fd)
{
	fcntl(fd, F_SETFL, O_NONBLOCK | fcntl(fd, F_GETFL));
	stream->source.fd = fd;
	if (loop_add(&stream->source, EPOLLIN | EPOLLET) < 0)
		out_stream_end(stream);
}

void out_stream_end(struct out_stream *stream)
{
	loop_close(&stream->source);
	stream->readable = true;
}

void out_stream_drain(struct out_stream *stream)
{
	stream->draining = true;
	stream->readable = true;
}

void out_stream_credit(struct out_stream *stream, uint32_t bytes)
{
	uint32_t used = STREAM_WINDOW_BYTES - stream->credit;
	stream->credit += bytes < used ? bytes : used;
}

/* A socket's two streams have a descriptor each, so that closing one tells the other end nothing; a pipe refuses this. */
static void close_direction(struct source *source, int how)
{
	if (source->fd >= 0)
		shutdown(source->fd, how);
	loop_close(source);
}

void out_stream_stop(struct out_stream *stream)
{
	close_direction(&stream->source, SHUT_RD);
	stream->done = true;
}

void out_stream_remove(struct out_stream *stream)
{
	loop_close(&stream->source);
	struct out_stream *before = last;
	while (before->next != stream)
		before = before->next;
	before->next = stream->next;
	if (last == stream)
		last = before == stream ? NULL : before;
}

/* Bytes read into `to`; 0 at the end of the stream, -1 when there is nothing now. */
static ssize_t read_stream(struct out_stream *stream, uint8_t *to, size_t room)
{
	if (stream->source.fd < 0)
		return 0;
	ssize_t got = RETRY(read(stream->source.fd, to, room));
	if (got < 0 && errno == EAGAIN && !stream->draining) {
		stream->readable = false;
		return -1;
	}
	/* A pty master says EIO when the last terminal is closed; no other error is left for a pipe. */
	return got < 0 ? 0 : got;
}

size_t streams_fill(uint8_t frame[STREAM_FRAME_BYTES])
{
	if (!last)
		return 0;
	struct out_stream *stream = last;
	do {
		stream = stream->next;
		if (stream->done || !stream->readable)
			continue;
		/* Without credit one byte would be too many, so the end is not looked for either. */
		if (!stream->credit && stream->source.fd >= 0)
			continue;
		size_t room = STREAM_FRAME_BYTES - FRAME_HEADER_BYTES;
		ssize_t got = read_stream(stream, frame + FRAME_HEADER_BYTES, stream->credit < room ? stream->credit : room);
		if (got < 0)
			continue;
		if (got == 0)
			out_stream_stop(stream);
		stream->credit -= (uint32_t)got;
		frame_put_header(frame, (uint32_t)got, stream->type, stream->handle);
		last = stream;
		return FRAME_HEADER_BYTES + (size_t)got;
	} while (stream != last);
	return 0;
}

static void in_give_credit(struct in_stream *stream)
{
	if (!stream->owed || (stream->owed < CREDIT_STEP_BYTES && stream->count))
		return;
	uint8_t payload[8];
	struct writer writer = writer_of(payload, sizeof payload);
	write_u32(&writer, 0);
	write_u32(&writer, stream->owed);
	channel_send(FRAME_CREDIT, stream->handle, payload, sizeof payload);
	stream->owed = 0;
}

/* The process takes no more: tell the host, and drop what is left. */
static void in_refused(struct in_stream *stream)
{
	uint8_t payload[4];
	struct writer writer = writer_of(payload, sizeof payload);
	write_u32(&writer, 0);
	channel_send(FRAME_CLOSE, stream->handle, payload, sizeof payload);
	in_stream_stop(stream);
}

static void in_pump(struct in_stream *stream)
{
	while (stream->count && stream->source.fd >= 0) {
		size_t straight = STREAM_WINDOW_BYTES - stream->start;
		size_t piece = stream->count < straight ? stream->count : straight;
		ssize_t written = RETRY(write(stream->source.fd, stream->buffer + stream->start, piece));
		if (written < 0 && errno == EAGAIN)
			break;
		if (written < 0) {
			in_refused(stream);
			return;
		}
		stream->start = (stream->start + (size_t)written) % STREAM_WINDOW_BYTES;
		stream->count -= (size_t)written;
		stream->owed += (uint32_t)written;
	}
	if (stream->ended && !stream->count && !stream->keep && stream->source.fd >= 0)
		in_stream_stop(stream);
	else
		in_give_credit(stream);
}

static void in_ready(struct source *source, uint32_t events)
{
	struct in_stream *stream = CONTAINER_OF(source, struct in_stream, source);
	/* A terminal that nobody has open may be opened again. */
	if (events & EPOLLERR || (events & EPOLLHUP && !stream->keep))
		in_refused(stream);
	else
		in_pump(stream);
}

void in_stream_start(struct in_stream *stream, int fd, uint32_t handle, bool keep)
{
	*stream = (struct in_stream){.source = {.fd = -1, .ready = in_ready}, .handle = handle, .keep = keep};
	stream->buffer = malloc(STREAM_WINDOW_BYTES);
	if (fd >= 0)
		in_stream_attach(stream, fd);
}

void in_stream_attach(struct in_stream *stream, int fd)
{
	fcntl(fd, F_SETFL, O_NONBLOCK | fcntl(fd, F_GETFL));
	stream->source.fd = fd;
	if (!stream->buffer || loop_add(&stream->source, EPOLLOUT | EPOLLET) < 0)
		in_stream_stop(stream);
	else
		in_pump(stream);
}

int in_stream_write(struct in_stream *stream, const uint8_t *bytes, uint32_t count)
{
	if (!stream->buffer || stream->ended)
		return 0;
	if (!count)
		stream->ended = true;
	if (count > STREAM_WINDOW_BYTES - stream->count - stream->owed)
		return -EPROTO;
	for (uint32_t copied = 0; copied < count;) {
		size_t end = (stream->start + stream->count) % STREAM_WINDOW_BYTES;
		size_t straight = STREAM_WINDOW_BYTES - end;
		size_t piece = count - copied < straight ? count - copied : straight;
		memcpy(stream->buffer + end, bytes + copied, piece);
		stream->count += piece;
		copied += (uint32_t)piece;
	}
	in_pump(stream);
	return 0;
}

void in_stream_stop(struct in_stream *stream)
{
	close_direction(&stream->source, SHUT_WR);
	free(stream->buffer);
	stream->buffer = NULL;
	stream->count = 0;
}
