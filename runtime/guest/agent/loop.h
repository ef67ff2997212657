/* The one epoll loop. A source is embedded in what it belongs to; its descriptor is -1 when it is out of the loop. */
#ifndef LACUNA_LOOP_H
#define LACUNA_LOOP_H

#include <stddef.h>
#include <stdint.h>

struct source {
	int fd;
	void (*ready)(struct source *source, uint32_t events);
};

#define CONTAINER_OF(pointer, type, member) ((type *)((char *)(pointer) - offsetof(type, member)))

int loop_open(void);
/* Takes `source->fd` into the loop; `events` are EPOLL* bits. Returns 0 or a negative errno. */
int loop_add(struct source *source, uint32_t events);
void loop_change(struct source *source, uint32_t events);
/* Closes the descriptor, which takes it out of the loop too. */
void loop_close(struct source *source);
/* Waits for one batch of events and calls their sources. */
int loop_turn(void);

#endif
