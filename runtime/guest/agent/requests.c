#define _GNU_SOURCE
#include <string.h>
#include <sys/utsname.h>

#include "channel.h"
#include "files.h"
#include "frames.h"
#include "process.h"
#include "renew.h"
#include "requests.h"

#define FILE_PIECE_MAX (FRAME_PAYLOAD_MAX - 64)

static int boot_result;
static struct agent_error boot_error;
static bool greeted;

void requests_set_boot(int result, const struct agent_error *error)
{
	boot_result = result;
	boot_error = *error;
}

static void answer(uint32_t id, int result, const struct agent_error *error)
{
	if (result < 0)
		channel_send_error(id, -result, error->step);
	else
		channel_send_done(id);
}

static int malformed(struct agent_error *error)
{
	return fail(error, EBADMSG, "read the request");
}

static void hello(const struct frame *frame, struct reader *reader)
{
	if (read_u32(reader) != PROTOCOL_VERSION) {
		channel_send_error(frame->id, EPROTONOSUPPORT, "hello: the agent speaks another version");
		return;
	}
	uint32_t purpose = read_u32(reader), seed_bytes;
	uint64_t clock_ns = read_u64(reader);
	const uint8_t *seed = read_bytes(reader, &seed_bytes);
	struct agent_error error;
	int result = reader_finished(reader) ? boot_result : malformed(&error);
	if (boot_result)
		error = boot_error;
	if (!result)
		result = renew(clock_ns, seed, seed_bytes, &error);
	if (result) {
		answer(frame->id, result, &error);
		return;
	}
	struct utsname names;
	uint8_t boot_id[64] = "", payload[512];
	uname(&names);
	long got = purpose == HELLO_PREPARE ? 0 : file_read("/proc/sys/kernel/random/boot_id", 0, boot_id, sizeof boot_id - 1, &error);
	if (got < 0) {
		answer(frame->id, (int)got, &error);
		return;
	}
	boot_id[strcspn((char *)boot_id, "\n")] = 0;
	struct writer writer = writer_of(payload, sizeof payload);
	write_u32(&writer, PROTOCOL_VERSION);
	write_string(&writer, names.release);
	write_string(&writer, (char *)boot_id);
	channel_send(FRAME_HELLO_REPLY, frame->id, payload, (uint32_t)writer.length);
	greeted = true;
}

static int write_file(struct reader *reader, struct agent_error *error)
{
	CLEANUP_MEMORY char *path = read_string(reader);
	mode_t mode = read_u32(reader);
	uint64_t offset = read_u64(reader);
	uint32_t count;
	const uint8_t *bytes = read_bytes(reader, &count);
	return reader_finished(reader) ? file_write(path, mode & 07777, offset, bytes, count, error) : malformed(error);
}

static void read_file(uint32_t id, struct reader *reader)
{
	static uint8_t piece[FILE_PIECE_MAX];
	struct agent_error error;
	CLEANUP_MEMORY char *path = read_string(reader);
	uint64_t offset = read_u64(reader);
	uint32_t max = read_u32(reader);
	long got = reader_finished(reader) ? file_read(path, offset, piece, max < sizeof piece ? max : sizeof piece, &error)
					   : malformed(&error);
	if (got < 0)
		channel_send_error(id, (int)-got, error.step);
	else
		channel_send(FRAME_FILE_DATA, id, piece, (uint32_t)got);
}

static int directory(struct reader *reader, struct agent_error *error)
{
	CLEANUP_MEMORY char *path = read_string(reader);
	mode_t mode = read_u32(reader);
	return reader_finished(reader) ? make_directory(path, mode & 07777, error) : malformed(error);
}

static int removal(struct reader *reader, struct agent_error *error)
{
	CLEANUP_MEMORY char *path = read_string(reader);
	return reader_finished(reader) ? remove_tree(path, error) : malformed(error);
}

static int mounting(struct reader *reader, struct agent_error *error)
{
	CLEANUP_MEMORY char *source = read_string(reader);
	CLEANUP_MEMORY char *target = read_string(reader);
	CLEANUP_MEMORY char *type = read_string(reader);
	uint64_t flags = read_u64(reader);
	CLEANUP_MEMORY char *data = read_string(reader);
	return reader_finished(reader) ? mount_at(source, target, type, flags, data, error) : malformed(error);
}

static int unmounting(struct reader *reader, struct agent_error *error)
{
	CLEANUP_MEMORY char *target = read_string(reader);
	return reader_finished(reader) ? unmount_at(target, error) : malformed(error);
}

static int read_descriptors(struct descriptors *descriptors, struct reader *reader, struct agent_error *error)
{
	int result = descriptors_make(descriptors, read_u32(reader), error);
	for (unsigned i = 0; i < descriptors->count; i++) {
		uint32_t kind = read_u32(reader);
		descriptors->list[i].kind = kind;
		descriptors->list[i].handle = read_u32(reader);
		if (kind > DESCRIPTOR_BOTH)
			return malformed(error);
	}
	return !result && !reader_finished(reader) ? malformed(error) : result;
}

static void spawning(uint32_t id, struct reader *reader)
{
	struct agent_error error;
	uint32_t flags = read_u32(reader);
	CLEANUP_MEMORY char *cwd = read_string(reader);
	CLEANUP_MEMORY char *console_path = read_string(reader);
	CLEANUP_MEMORY char *pid_file = read_string(reader);
	CLEANUP_MEMORY char **argv = read_strings(reader);
	CLEANUP_MEMORY char **env = read_strings(reader);
	struct spawn_request request = {
		.handle = id,
		.flags = flags,
		.cwd = cwd,
		.console_path = console_path,
		.pid_file = pid_file,
		.argv = argv,
		.env = env,
	};
	int result = read_descriptors(&request.descriptors, reader, &error);
	if (!result)
		result = process_spawn(&request, &error);
	descriptors_free(&request.descriptors);
	if (result < 0)
		channel_send_error(id, -result, error.step);
}

static int signalling(struct reader *reader, struct agent_error *error)
{
	uint32_t pid = read_u32(reader), signal = read_u32(reader);
	return reader_finished(reader) ? process_signal((pid_t)pid, (int)signal, error) : malformed(error);
}

static int resizing(struct reader *reader, struct agent_error *error)
{
	uint32_t handle = read_u32(reader), columns = read_u32(reader), rows = read_u32(reader);
	return reader_finished(reader) ? process_resize(handle, columns, rows, error) : malformed(error);
}

static int releasing(struct reader *reader, struct agent_error *error)
{
	CLEANUP_MEMORY char *path = read_string(reader);
	return reader_finished(reader) ? fifo_release(path, error) : malformed(error);
}

static void stream_control(const struct frame *frame, struct reader *reader)
{
	uint32_t stream = read_u32(reader);
	if (frame->type == FRAME_CREDIT)
		process_credit(frame->id, stream, read_u32(reader));
	else
		process_close(frame->id, stream);
	if (!reader_finished(reader))
		on_channel_broken("malformed credit or close");
}

void on_frame(const struct frame *frame)
{
	struct reader reader = reader_of(frame);
	struct agent_error error;
	if (!greeted && frame->type != FRAME_HELLO)
		on_channel_broken("no hello");
	switch ((enum frame_type)frame->type) {
	case FRAME_HELLO:
		hello(frame, &reader);
		return;
	case FRAME_WRITE_FILE:
		answer(frame->id, write_file(&reader, &error), &error);
		return;
	case FRAME_READ_FILE:
		read_file(frame->id, &reader);
		return;
	case FRAME_MAKE_DIRECTORY:
		answer(frame->id, directory(&reader, &error), &error);
		return;
	case FRAME_REMOVE_TREE:
		answer(frame->id, removal(&reader, &error), &error);
		return;
	case FRAME_MOUNT:
		answer(frame->id, mounting(&reader, &error), &error);
		return;
	case FRAME_UNMOUNT:
		answer(frame->id, unmounting(&reader, &error), &error);
		return;
	case FRAME_SPAWN:
		spawning(frame->id, &reader);
		return;
	case FRAME_SIGNAL:
		answer(frame->id, signalling(&reader, &error), &error);
		return;
	case FRAME_RESIZE:
		answer(frame->id, resizing(&reader, &error), &error);
		return;
	case FRAME_SYNC:
		sync();
		channel_send_done(frame->id);
		return;
	case FRAME_RELEASE:
		answer(frame->id, releasing(&reader, &error), &error);
		return;
	case FRAME_STDIN:
		if (process_input(frame->id, frame->payload, frame->length))
			on_channel_broken("more input than credit");
		return;
	case FRAME_CREDIT:
	case FRAME_CLOSE:
		stream_control(frame, &reader);
		return;
	case FRAME_STDOUT:
	case FRAME_STDERR:
	case FRAME_DONE:
	case FRAME_ERROR:
	case FRAME_HELLO_REPLY:
	case FRAME_FILE_DATA:
	case FRAME_SPAWNED:
	case FRAME_EXITED:
		break;
	}
	on_channel_broken("a frame that the host never sends");
}
