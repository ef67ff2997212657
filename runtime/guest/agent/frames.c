#include "frames.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static uint32_t get_u32(const uint8_t *from)
{
	return (uint32_t)from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 | (uint32_t)from[3] << 24;
}

static void put_u32(uint8_t *to, uint32_t value)
{
	to[0] = (uint8_t)value;
	to[1] = (uint8_t)(value >> 8);
	to[2] = (uint8_t)(value >> 16);
	to[3] = (uint8_t)(value >> 24);
}

long frame_parse(const uint8_t *bytes, size_t count, struct frame *frame)
{
	if (count < FRAME_HEADER_BYTES)
		return 0;
	uint32_t length = get_u32(bytes);
	if (length > FRAME_PAYLOAD_MAX || bytes[6] || bytes[7])
		return -EPROTO;
	if (count - FRAME_HEADER_BYTES < length)
		return 0;
	*frame = (struct frame){
		.type = (uint16_t)(bytes[4] | bytes[5] << 8),
		.id = get_u32(bytes + 8),
		.payload = bytes + FRAME_HEADER_BYTES,
		.length = length,
	};
	return (long)(FRAME_HEADER_BYTES + length);
}

void frame_put_header(uint8_t *to, uint32_t length, uint16_t type, uint32_t id)
{
	put_u32(to, length);
	to[4] = (uint8_t)type;
	to[5] = (uint8_t)(type >> 8);
	to[6] = 0;
	to[7] = 0;
	put_u32(to + 8, id);
}

struct reader reader_of(const struct frame *frame)
{
	return (struct reader){.next = frame->payload, .left = frame->length, .bad = false};
}

static const uint8_t *take(struct reader *reader, size_t count)
{
	if (reader->bad || reader->left < count) {
		reader->bad = true;
		return NULL;
	}
	const uint8_t *taken = reader->next;
	reader->next += count;
	reader->left -= count;
	return taken;
}

uint32_t read_u32(struct reader *reader)
{
	const uint8_t *from = take(reader, 4);
	return from ? get_u32(from) : 0;
}

uint64_t read_u64(struct reader *reader)
{
	uint64_t low = read_u32(reader);
	return low | (uint64_t)read_u32(reader) << 32;
}

const uint8_t *read_bytes(struct reader *reader, uint32_t *length)
{
	*length = read_u32(reader);
	const uint8_t *from = take(reader, *length);
	if (!from)
		*length = 0;
	return from;
}

char *read_string(struct reader *reader)
{
	uint32_t length;
	const uint8_t *from = read_bytes(reader, &length);
	if (!from || memchr(from, 0, length)) {
		reader->bad = true;
		return NULL;
	}
	char *copy = malloc((size_t)length + 1);
	if (!copy) {
		reader->bad = true;
		return NULL;
	}
	memcpy(copy, from, length);
	copy[length] = 0;
	return copy;
}

char **read_strings(struct reader *reader)
{
	uint32_t count = read_u32(reader);
	/* Each string takes at least its length field, so a count beyond this is a lie. */
	if (reader->bad || count > reader->left / 4) {
		reader->bad = true;
		return NULL;
	}
	size_t table = ((size_t)count + 1) * sizeof(char *);
	char **strings = malloc(table + reader->left);
	if (!strings) {
		reader->bad = true;
		return NULL;
	}
	char *text = (char *)strings + table;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t length;
		const uint8_t *from = read_bytes(reader, &length);
		if (!from || memchr(from, 0, length)) {
			reader->bad = true;
			free(strings);
			return NULL;
		}
		memcpy(text, from, length);
		text[length] = 0;
		strings[i] = text;
		text += length + 1;
	}
	strings[count] = NULL;
	return strings;
}

bool reader_finished(const struct reader *reader)
{
	return !reader->bad && reader->left == 0;
}

struct writer writer_of(uint8_t *start, size_t room)
{
	return (struct writer){.start = start, .length = 0, .room = room, .bad = false};
}

static uint8_t *give(struct writer *writer, size_t count)
{
	if (writer->bad || writer->room - writer->length < count) {
		writer->bad = true;
		return NULL;
	}
	uint8_t *given = writer->start + writer->length;
	writer->length += count;
	return given;
}

void write_u32(struct writer *writer, uint32_t value)
{
	uint8_t *to = give(writer, 4);
	if (to)
		put_u32(to, value);
}

void write_string(struct writer *writer, const char *string)
{
	size_t length = strlen(string);
	write_u32(writer, (uint32_t)length);
	uint8_t *to = give(writer, length);
	if (to)
		memcpy(to, string, length);
}
