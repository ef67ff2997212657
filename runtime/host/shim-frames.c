#include "shim.h"

#include <stdlib.h>
#include <string.h>

void ring_make(struct ring *ring, size_t capacity) {
  ring->data = malloc(capacity);
  if (!ring->data) fail("memory", "cannot allocate a buffer");
  ring->capacity = capacity;
  ring->start = ring->length = 0;
}

size_t ring_put(struct ring *ring, const void *data, size_t length) {
  const unsigned char *bytes = data;
  size_t room = ring->capacity - ring->length;
  if (length > room) length = room;
  if (length == 0) return 0; /* of nothing there may be no address */
  size_t end = (ring->start + ring->length) % ring->capacity;
  size_t first = ring->capacity - end < length ? ring->capacity - end : length;
  memcpy(ring->data + end, bytes, first);
  memcpy(ring->data, bytes + first, length - first);
  ring->length += length;
  return length;
}

size_t ring_peek(const struct ring *ring, const unsigned char **data) {
  size_t whole = ring->capacity - ring->start;
  *data = ring->data + ring->start;
  return ring->length < whole ? ring->length : whole;
}

void ring_drop(struct ring *ring, size_t length) {
  ring->start = (ring->start + length) % ring->capacity;
  ring->length -= length;
  if (ring->length == 0) ring->start = 0;
}

uint32_t get_u32(const unsigned char *data) {
  return (uint32_t)data[0] | (uint32_t)data[1] << 8 | (uint32_t)data[2] << 16 | (uint32_t)data[3] << 24;
}

void put_u32(unsigned char *data, uint32_t value) {
  for (int i = 0; i < 4; i++) data[i] = (unsigned char)(value >> (8 * i));
}

bool queue_frame(struct shim *shim, enum frame_type type, unsigned stream, const void *payload, size_t length) {
  unsigned char header[FRAME_HEADER] = {(unsigned char)type, (unsigned char)stream};
  if (shim->outgoing.capacity - shim->outgoing.length < FRAME_HEADER + length) return false;
  put_u32(header + 4, (uint32_t)length);
  ring_put(&shim->outgoing, header, sizeof header);
  ring_put(&shim->outgoing, payload, length);
  return true;
}

/* How the guest process ended, which this one is to end as: a status, or a signal of Linux. */
static bool take_exit(struct shim *shim, const unsigned char *payload, size_t length) {
  if (length != 8) return false;
  shim->exit_kind = get_u32(payload);
  shim->exit_value = get_u32(payload + 4);
  if (shim->exit_kind == 0) return shim->has_exit = shim->exit_value <= 255;
  return shim->has_exit = shim->exit_kind == 1 && shim->exit_value >= 1 && shim->exit_value <= 64;
}

static bool take_frame(struct shim *shim, unsigned type, unsigned stream, const unsigned char *payload, size_t length) {
  bool is_output = stream >= 1 && stream < shim->streams;
  bool is_input = stream == 0 || (stream >= 3 && stream < shim->streams);
  if (shim->has_exit) return false;
  switch (type) {
    case FRAME_DATA: {
      if (!is_output) return false;
      struct sink *sink = &shim->sinks[stream];
      /* What waits and what is not paid back yet is what the monitor may not send again. */
      if (length > WINDOW - shim->owed[stream] - sink->pending.length) return false;
      if (sink->closed) {
        shim->owed[stream] += (uint32_t)length;
        return true;
      }
      return ring_put(&sink->pending, payload, length) == length;
    }
    case FRAME_END:
      if (!is_output) return false;
      shim->sinks[stream].ended = true;
      return true;
    case FRAME_CREDIT:
      if (!is_input || length != 4) return false;
      if (get_u32(payload) > WINDOW - shim->sources[stream].credit) return false;
      shim->sources[stream].credit += get_u32(payload);
      return true;
    case FRAME_CLOSED:
      if (!is_input) return false;
      close_source(shim, stream);
      return true;
    case FRAME_EXIT:
      return take_exit(shim, payload, length);
    default:
      return false;
  }
}

bool take_frames(struct shim *shim) {
  size_t at = 0;
  while (shim->incoming_length - at >= FRAME_HEADER) {
    const unsigned char *frame = shim->incoming + at;
    uint32_t length = get_u32(frame + 4);
    if (length > FRAME_MAX) return false;
    if (shim->incoming_length - at < FRAME_HEADER + length) break;
    if (!take_frame(shim, frame[0], frame[1], frame + FRAME_HEADER, length)) return false;
    at += FRAME_HEADER + length;
  }
  memmove(shim->incoming, shim->incoming + at, shim->incoming_length - at);
  shim->incoming_length -= at;
  return true;
}
