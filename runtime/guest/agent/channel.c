#define _GNU_SOURCE
#include "channel.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

#include "loop.h"
#include "streams.h"
#include "util.h"

/* No more requests are read while this much waits to be sent, so that answers can't fill the guest's memory. */
#define CONTROL_HIGH_BYTES (1024u * 1024)

static void port_ready(struct source *source, uint32_t events);

static struct source port = {.fd = -1, .ready = port_ready};
static uint32_t port_events;

static uint8_t incoming[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX];
static size_t incoming_count;

static uint8_t *control;
static size_t control_start, control_end, control_room;

/* The kernel takes 32 KiB in one write, so a stream frame of that size goes out whole. */
static uint8_t data[STREAM_FRAME_BYTES];
static size_t data_start, data_end;

static int find_port(char *path, size_t room)
{
	DIR *directory = opendir("/sys/class/virtio-ports");
	if (!directory)
		return -errno;
	int result = -ENOENT;
	struct dirent *entry;
	while (result && (entry = readdir(directory))) {
		char name_path[300], name[64] = "";
		snprintf(name_path, sizeof name_path, "/sys/class/virtio-ports/%s/name", entry->d_name);
		CLEANUP_FD int fd = open(name_path, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || read(fd, name, sizeof name - 1) <= 0)
			continue;
		name[strcspn(name, "\n")] = 0;
		if (!strcmp(name, AGENT_PORT_NAME)) {
			snprintf(path, room, "/dev/%s", entry->d_name);
			result = 0;
		}
	}
	closedir(directory);
	return result;
}

int channel_open(int timeout_ms)
{
	/* The kernel learns the port's name from the host after the driver has probed (seen with 6.12). */
	char path[300];
	for (int waited_ms = 0; find_port(path, sizeof path); waited_ms++) {
		if (waited_ms >= timeout_ms)
			return -ENODEV;
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	}
	port.fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (port.fd < 0)
		return -errno;
	port_events = EPOLLIN;
	return loop_add(&port, port_events);
}

void channel_send(uint16_t type, uint32_t id, const void *payload, uint32_t length)
{
	size_t size = FRAME_HEADER_BYTES + length;
	if (control_start) {
		memmove(control, control + control_start, control_end - control_start);
		control_end -= control_start;
		control_start = 0;
	}
	if (control_room - control_end < size) {
		size_t room = (control_end + size + 4095) & ~(size_t)4095;
		uint8_t *larger = realloc(control, room);
		if (!larger)
			on_channel_broken("out of memory");
		control = larger;
		control_room = room;
	}
	frame_put_header(control + control_end, length, type, id);
	if (length)
		memcpy(control + control_end + FRAME_HEADER_BYTES, payload, length);
	control_end += size;
}

void channel_send_done(uint32_t id)
{
	channel_send(FRAME_DONE, id, NULL, 0);
}

void channel_send_error(uint32_t id, int number, const char *step)
{
	uint8_t payload[512];
	struct writer writer = writer_of(payload, sizeof payload);
	write_u32(&writer, (uint32_t)number);
	write_string(&writer, step);
	channel_send(FRAME_ERROR, id, payload, (uint32_t)writer.length);
}

/* Returns true when all was written, false when the port takes no more. */
static bool write_out(const uint8_t *bytes, size_t *start, size_t end)
{
	while (*start < end) {
		ssize_t written = RETRY(write(port.fd, bytes + *start, end - *start));
		if (written < 0 && errno == EAGAIN)
			return false;
		if (written <= 0)
			on_channel_broken("write to the port failed");
		*start += (size_t)written;
	}
	return true;
}

void channel_flush(void)
{
	bool room = true;
	while (room) {
		/* A frame that is partly out must be finished first; else control goes before streams. */
		if (data_start == 0 && control_start < control_end) {
			room = write_out(control, &control_start, control_end);
		} else if (data_start < data_end) {
			room = write_out(data, &data_start, data_end);
			if (room)
				data_start = data_end = 0;
		} else {
			data_end = streams_fill(data);
			if (!data_end)
				break;
		}
	}
	uint32_t events = (control_end - control_start < CONTROL_HIGH_BYTES ? EPOLLIN : 0) | (room ? 0 : EPOLLOUT);
	if (events != port_events) {
		port_events = events;
		loop_change(&port, events);
	}
}

static void port_ready(struct source *source, uint32_t events)
{
	if (!(events & (EPOLLIN | EPOLLHUP | EPOLLERR)))
		return;
	ssize_t got = RETRY(read(source->fd, incoming + incoming_count, sizeof incoming - incoming_count));
	if (got < 0 && errno == EAGAIN)
		return;
	if (got <= 0)
		on_channel_broken("the host closed the port");
	incoming_count += (size_t)got;
	size_t used = 0;
	for (;;) {
		struct frame frame;
		long size = frame_parse(incoming + used, incoming_count - used, &frame);
		if (size < 0)
			on_channel_broken("malformed frame");
		if (size == 0)
			break;
		on_frame(&frame);
		used += (size_t)size;
	}
	memmove(incoming, incoming + used, incoming_count - used);
	incoming_count -= used;
}
