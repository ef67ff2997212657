/* Framing and payload parsing. Pure: no descriptor, no allocation but what the caller sees. */
#ifndef LACUNA_FRAMES_H
#define LACUNA_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "protocol.h"

struct frame {
	uint16_t type;
	uint32_t id;
	const uint8_t *payload;
	uint32_t length;
};

/*
 * Takes the first frame of `bytes`. Returns its whole size, 0 when more bytes are needed, -EPROTO when what is there
 * can't be a frame. `frame->payload` points into `bytes`.
 */
long frame_parse(const uint8_t *bytes, size_t count, struct frame *frame);

void frame_put_header(uint8_t *to, uint32_t length, uint16_t type, uint32_t id);

/* Reads a payload from front to back. After the first read past the end `bad` stays set and reads give 0 or NULL. */
struct reader {
	const uint8_t *next;
	size_t left;
	bool bad;
};

struct reader reader_of(const struct frame *frame);
uint32_t read_u32(struct reader *reader);
uint64_t read_u64(struct reader *reader);
const uint8_t *read_bytes(struct reader *reader, uint32_t *length);
/* A copy of a string, zero-terminated, for the caller to free. NULL (and `bad`) for one that holds a zero byte. */
char *read_string(struct reader *reader);
/* A NULL-terminated vector of strings in one allocation, for the caller to free. */
char **read_strings(struct reader *reader);
/* True when all was read, nothing is left over and nothing was short. */
bool reader_finished(const struct reader *reader);

/* Appends to a buffer of fixed size. After the first write past the end `bad` stays set. */
struct writer {
	uint8_t *start;
	size_t length, room;
	bool bad;
};

struct writer writer_of(uint8_t *start, size_t room);
void write_u32(struct writer *writer, uint32_t value);
void write_string(struct writer *writer, const char *string);

#endif
