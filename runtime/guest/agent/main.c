#define _GNU_SOURCE
/* The guest agent: pid 1 of every sandbox's VM. All policy is on the host; this only does as it is told. */
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/reboot.h>
#include <sys/signalfd.h>

#include "boot.h"
#include "channel.h"
#include "loop.h"
#include "process.h"
#include "requests.h"
#include "util.h"

#define PORT_TIMEOUT_MS 10000

static void log_line(const char *what, const char *detail)
{
	char line[512];
	int length = snprintf(line, sizeof line, "<3>agent: %s%s%s\n", what, detail[0] ? ": " : "", detail);
	CLEANUP_FD int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	if (fd >= 0 && write(fd, line, (size_t)length) < 0)
		return;
}

static void give_up(const char *what, const char *detail)
{
	log_line(what, detail);
	sync();
	reboot(RB_POWER_OFF);
	_exit(1);
}

/* The host is the only one that this VM is for: without it there is nothing to do. */
void on_channel_broken(const char *reason)
{
	give_up("the channel to the host broke", reason);
	__builtin_unreachable();
}

static void children_ended(struct source *source, uint32_t events)
{
	(void)events;
	struct signalfd_siginfo info;
	while (RETRY(read(source->fd, &info, sizeof info)) == sizeof info)
		;
	processes_reap();
}

static struct source children = {.fd = -1, .ready = children_ended};

static int watch_children(void)
{
	sigset_t mask;
	sigemptyset(&mask);
	sigaddset(&mask, SIGCHLD);
	sigprocmask(SIG_BLOCK, &mask, NULL);
	signal(SIGPIPE, SIG_IGN);
	children.fd = signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK);
	return children.fd < 0 ? -errno : loop_add(&children, EPOLLIN);
}

/* Descriptors 0 to 2 must not become anything else's: children get their stdio there. */
static void fill_stdio(void)
{
	int fd;
	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= 2);
	close_fd(&fd);
}

int main(void)
{
	struct agent_error error = {""};
	int booted = boot_guest(&error);
	fill_stdio();
	setenv("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", 1);
	if (booted)
		log_line(error.step, strerror(-booted));
	requests_set_boot(booted, &error);
	if (loop_open() || watch_children())
		give_up("cannot watch children", strerror(errno));
	int opened = channel_open(PORT_TIMEOUT_MS);
	if (opened)
		give_up("cannot open the port to the host", strerror(-opened));
	for (;;) {
		if (loop_turn())
			give_up("cannot wait", strerror(errno));
		channel_flush();
		processes_sweep();
	}
}
