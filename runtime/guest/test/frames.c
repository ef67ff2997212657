#include "frames.h"

#include <errno.h>
#include <string.h>

#include "check.h"

static struct frame frame_of(const uint8_t *payload, uint32_t length)
{
	return (struct frame){.type = FRAME_SPAWN, .id = 1, .payload = payload, .length = length};
}

static void parses_what_it_puts(void)
{
	uint8_t bytes[FRAME_HEADER_BYTES + 3] = {0};
	struct frame frame;
	frame_put_header(bytes, 3, FRAME_STDIN, 0x01020304);
	memcpy(bytes + FRAME_HEADER_BYTES, "abc", 3);
	for (size_t count = 0; count < sizeof bytes; count++)
		CHECK(frame_parse(bytes, count, &frame) == 0);
	CHECK(frame_parse(bytes, sizeof bytes, &frame) == (long)sizeof bytes);
	CHECK(frame.type == FRAME_STDIN && frame.id == 0x01020304 && frame.length == 3);
	CHECK(!memcmp(frame.payload, "abc", 3));
}

static void refuses_bad_headers(void)
{
	uint8_t bytes[FRAME_HEADER_BYTES];
	struct frame frame;
	frame_put_header(bytes, FRAME_PAYLOAD_MAX + 1, FRAME_STDIN, 1);
	CHECK(frame_parse(bytes, sizeof bytes, &frame) == -EPROTO);
	frame_put_header(bytes, 0, FRAME_STDIN, 1);
	bytes[7] = 1;
	CHECK(frame_parse(bytes, sizeof bytes, &frame) == -EPROTO);
}

static void reads_what_it_writes(void)
{
	uint8_t bytes[64];
	struct writer writer = writer_of(bytes, sizeof bytes);
	write_u32(&writer, 0xfffefdfc);
	write_string(&writer, "a path");
	write_u32(&writer, 2);
	write_string(&writer, "one");
	write_string(&writer, "");
	CHECK(!writer.bad);
	struct frame frame = frame_of(bytes, (uint32_t)writer.length);
	struct reader reader = reader_of(&frame);
	CHECK(read_u32(&reader) == 0xfffefdfc);
	char *path = read_string(&reader);
	char **strings = read_strings(&reader);
	CHECK(path && !strcmp(path, "a path"));
	CHECK(strings && !strcmp(strings[0], "one") && !strcmp(strings[1], "") && !strings[2]);
	CHECK(reader_finished(&reader));
	free(path);
	free(strings);
}

static void stays_bad_after_a_short_read(void)
{
	uint8_t bytes[6] = {1, 2, 3, 4, 5, 6};
	struct frame frame = frame_of(bytes, sizeof bytes);
	struct reader reader = reader_of(&frame);
	CHECK(read_u64(&reader) == 0x04030201);
	CHECK(reader.bad && !reader_finished(&reader));
	CHECK(read_string(&reader) == NULL && read_strings(&reader) == NULL);
}

static void refuses_lies_about_length(void)
{
	uint8_t many[8] = {0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0};
	struct frame frame = frame_of(many, sizeof many);
	struct reader reader = reader_of(&frame);
	CHECK(read_strings(&reader) == NULL && reader.bad);
	reader = reader_of(&frame);
	CHECK(read_string(&reader) == NULL && reader.bad);
	uint8_t zero[7] = {3, 0, 0, 0, 'a', 0, 'b'};
	frame = frame_of(zero, sizeof zero);
	reader = reader_of(&frame);
	CHECK(read_string(&reader) == NULL && reader.bad);
}

static void refuses_to_write_past_the_end(void)
{
	uint8_t bytes[7];
	struct writer writer = writer_of(bytes, sizeof bytes);
	write_u32(&writer, 1);
	write_u32(&writer, 2);
	CHECK(writer.bad && writer.length == 4);
}

void test_frames(void)
{
	parses_what_it_puts();
	refuses_bad_headers();
	reads_what_it_writes();
	stays_bad_after_a_short_read();
	refuses_lies_about_length();
	refuses_to_write_past_the_end();
}

/* Reads random payloads in all ways; the sanitizers find what reaches outside. */
void test_frames_random(unsigned seed)
{
	srand(seed);
	for (int round = 0; round < 200000; round++) {
		uint32_t length = (uint32_t)(rand() % 48);
		uint8_t *payload = malloc(length ? length : 1);
		for (uint32_t i = 0; i < length; i++)
			payload[i] = (uint8_t)(rand() % 2 ? rand() % 4 : rand());
		struct frame frame;
		long size = frame_parse(payload, length, &frame);
		CHECK(size <= (long)length);
		frame = frame_of(payload, length);
		struct reader reader = reader_of(&frame);
		for (int reads = 0; reads < 6 && !reader.bad; reads++) {
			uint32_t got;
			switch (rand() % 4) {
			case 0:
				read_u64(&reader);
				break;
			case 1:
				read_bytes(&reader, &got);
				break;
			case 2:
				free(read_string(&reader));
				break;
			default:
				free(read_strings(&reader));
			}
		}
		CHECK(reader.left <= length);
		free(payload);
	}
}
