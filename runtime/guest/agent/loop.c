#include "loop.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "util.h"

#define BATCH 32

static int epoll_fd = -1;

int loop_open(void)
{
	epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	return epoll_fd < 0 ? -errno : 0;
}

int loop_add(struct source *source, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = source};
	return epoll_ctl(epoll_fd, EPOLL_CTL_ADD, source->fd, &event) < 0 ? -errno : 0;
}

void loop_change(struct source *source, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = source};
	epoll_ctl(epoll_fd, EPOLL_CTL_MOD, source->fd, &event);
}

void loop_close(struct source *source)
{
	if (source->fd < 0)
		return;
	/* A close alone leaves the source in the loop while another descriptor of the same terminal is open. */
	epoll_ctl(epoll_fd, EPOLL_CTL_DEL, source->fd, NULL);
	close_fd(&source->fd);
}

int loop_turn(void)
{
	struct epoll_event events[BATCH];
	int count = RETRY(epoll_wait(epoll_fd, events, BATCH, -1));
	if (count < 0)
		return -errno;
	for (int i = 0; i < count; i++) {
		/* Closed by an earlier source of the same batch; its memory stays until the batch is over. */
		struct source *source = events[i].data.ptr;
		if (source->fd >= 0)
			source->ready(source, events[i].events);
	}
	return 0;
}
