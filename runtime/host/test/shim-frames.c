/* What a shim takes from its monitor, and what breaks the protocol. */
#include "../shim.h"

#include <unistd.h>

#include "check.h"

static struct shim shim;

void fail(const char *step, const char *detail) {
  fprintf(stderr, "%s: %s\n", step, detail);
  exit(1);
}

/* A shim of stdio alone, whose stdout is not read and whose stderr is closed. */
static void begin(void) {
  memset(&shim, 0, sizeof shim);
  shim.streams = 3;
  shim.terminal = -1;
  ring_make(&shim.sinks[1].pending, WINDOW);
  shim.sinks[2].closed = true;
  shim.sources[0].credit = WINDOW;
}

static void end(void) {
  free(shim.sinks[1].pending.data);
}

/* Says one frame to the shim. Returns whether it takes it. */
static bool say(enum frame_type type, unsigned stream, const void *payload, size_t length) {
  unsigned char *frame = shim.incoming + shim.incoming_length;
  CHECK(sizeof shim.incoming - shim.incoming_length >= FRAME_HEADER + length);
  memset(frame, 0, FRAME_HEADER);
  frame[0] = (unsigned char)type;
  frame[1] = (unsigned char)stream;
  put_u32(frame + 4, (uint32_t)length);
  if (length > 0) memcpy(frame + FRAME_HEADER, payload, length);
  shim.incoming_length += FRAME_HEADER + length;
  return take_frames(&shim);
}

static bool say_exit(uint32_t kind, uint32_t value) {
  unsigned char payload[8];
  put_u32(payload, kind);
  put_u32(payload + 4, value);
  return say(FRAME_EXIT, 0, payload, sizeof payload);
}

static void test_exit(uint32_t kind, uint32_t value, bool is_taken) {
  begin();
  CHECK(say_exit(kind, value) == is_taken);
  CHECK(shim.has_exit == is_taken);
  if (is_taken) CHECK(shim.exit_kind == kind && shim.exit_value == value);
  end();
}

static void test_exits(void) {
  test_exit(0, 0, true);
  test_exit(0, 255, true);
  test_exit(0, 256, false);
  test_exit(0, UINT32_MAX, false);
  test_exit(1, 0, false);
  test_exit(1, 1, true);
  test_exit(1, 64, true);
  test_exit(1, 65, false);
  test_exit(1, UINT32_MAX, false);
  test_exit(2, 1, false);
  test_exit(UINT32_MAX, 1, false);
}

static void test_exit_is_whole_and_last(void) {
  unsigned char payload[12] = {0};
  begin();
  CHECK(!say(FRAME_EXIT, 0, payload, 4) && !shim.has_exit);
  end();
  begin();
  CHECK(!say(FRAME_EXIT, 0, payload, 12) && !shim.has_exit);
  end();
  begin();
  CHECK(say_exit(0, 3));
  CHECK(!say(FRAME_END, 1, NULL, 0));
  end();
  begin();
  CHECK(say_exit(0, 3));
  CHECK(!say_exit(0, 4) && shim.exit_value == 3);
  end();
}

/* No stream is sent more than its window before some of it is paid back, whether or not it is read. */
static void test_window(unsigned stream) {
  static unsigned char piece[FRAME_MAX];
  begin();
  for (unsigned sent = 0; sent < WINDOW; sent += FRAME_MAX) CHECK(say(FRAME_DATA, stream, piece, sizeof piece));
  CHECK(!say(FRAME_DATA, stream, piece, 1));
  end();
}

void test_shim_frames(void) {
  test_exits();
  test_exit_is_whole_and_last();
  test_window(1);
  test_window(2);
}
