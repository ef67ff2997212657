/* The port to the host: frames in, frames out, control before streams, all of it in bounded memory. */
#ifndef LACUNA_CHANNEL_H
#define LACUNA_CHANNEL_H

#include "frames.h"

/* Finds the agent's virtio-serial port, waiting at most `timeout_ms` for it to appear, and takes it into the loop. */
int channel_open(int timeout_ms);
/* Queues a control frame. */
void channel_send(uint16_t type, uint32_t id, const void *payload, uint32_t length);
void channel_send_done(uint32_t id);
void channel_send_error(uint32_t id, int number, const char *step);
/* Writes what the port takes: queued control frames, then stream frames made by streams_fill. */
void channel_flush(void);

/* Called for each frame from the host, and when the host can't be understood. */
void on_frame(const struct frame *frame);
void on_channel_broken(const char *reason) __attribute__((noreturn));

#endif
