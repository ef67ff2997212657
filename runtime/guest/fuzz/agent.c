/*
 * Feeds the agent what a host should never send, from the bytes of the port to processes and their streams.
 *
 * The agent's own sources are compiled into this one file, so that their state can be thrown away between two inputs. What
 * would reach outside is a stand-in: programs are children that exist only here, files and mounts are not touched.
 *
 * An input is a list of records, each a kind, a length (u16, little-endian) and that many bytes; see `play`. The host's
 * side checks all that the agent says: whole frames, none of a type that only a host sends, no stream beyond its window.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

static int outside_waitid(siginfo_t *info);
static int outside_bind(int fd);
static int outside_open(const char *path, int flags);

/* Nothing waits, nothing gets a name in a file system, and the only children are those below. */
#define epoll_wait(fd, events, room, timeout) epoll_wait(fd, events, room, 0)
#define waitid(type, id, info, options) outside_waitid(info)
#define bind(fd, address, length) outside_bind(fd)
#define unlink(path) ((void)(path))
#define open(path, flags) outside_open(path, flags)
#define sync() ((void)0)
#define syscall(...) (errno = ESRCH, -1L)
#include "../agent/channel.c"
#include "../agent/console.c"
#include "../agent/descriptors.c"
#include "../agent/frames.c"
#include "../agent/loop.c"
#include "../agent/process.c"
#include "../agent/requests.c"
#include "../agent/streams.c"
#undef bind
#undef open
#undef unlink

#define CHILDREN_MAX 16
/* The memory of what a host may ask for in one input; a frame asks for one process at most. */
#define PROCESSES_MAX 64

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "the agent broke a promise: %s\n", what);
	abort();
}

/* Programs that the agent started: their ends of the stdio and further descriptors. */
static struct child {
	pid_t pid; /* 0: none */
	int fds[3 + DESCRIPTORS_MAX];
	unsigned count;
	bool ended;
	uint32_t kind, value;
} children[CHILDREN_MAX];
static pid_t next_pid;
static pid_t named_pid; /* what a pid file says */
static bool refuses; /* the next call that may fail does */

static jmp_buf broken;
static int host = -1;
/* A copy of the record that is played, so that reading past its end is seen. */
static uint8_t *record;
static uint8_t answers[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX];
static size_t answers_count;

void on_channel_broken(const char *reason)
{
	must(reason[0] && !strchr(reason, '\n'), "a reason is one line");
	longjmp(broken, 1);
}

static bool refused(void)
{
	bool now = refuses;
	refuses = false;
	return now;
}

static int outside_bind(int fd)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	/* The kernel chooses an abstract name. */
	return bind(fd, (struct sockaddr *)&address, sizeof address.sun_family);
}

/* The pid file, and /dev/null. */
static int outside_open(const char *path, int flags)
{
	if (!strcmp(path, "/dev/null") || strlen(path) > FRAME_PAYLOAD_MAX)
		return open("/dev/null", flags);
	if (named_pid < 0)
		return -1;
	char text[16];
	int ends[2], length = snprintf(text, sizeof text, "%d\n", (int)named_pid);
	if (pipe2(ends, O_CLOEXEC) < 0)
		return -1;
	must(write(ends[1], text, (size_t)length) == length, "a pipe takes a pid");
	close(ends[1]);
	return ends[0];
}

static int outside_waitid(siginfo_t *info)
{
	for (struct child *child = children; child < children + CHILDREN_MAX; child++) {
		if (!child->pid || !child->ended)
			continue;
		info->si_pid = child->pid;
		info->si_code = child->kind == ENDING_EXITED ? CLD_EXITED : CLD_KILLED;
		info->si_status = (int)child->value;
		for (unsigned i = 0; i < child->count; i++)
			close_fd(&child->fds[i]);
		child->pid = 0;
		return 0;
	}
	return 0;
}

pid_t exec_program(const struct exec_request *request, struct agent_error *error)
{
	struct child *child = children;
	while (child < children + CHILDREN_MAX && child->pid)
		child++;
	unsigned living = 0;
	for (struct process *process = processes; process; process = process->next)
		living++;
	if (refused() || child == children + CHILDREN_MAX || living >= PROCESSES_MAX)
		return fail(error, ENOENT, "exec %s in %s", request->argv[0], request->cwd);
	size_t length = 0;
	for (char *const *word = request->argv; *word; word++)
		length += strlen(*word);
	for (char *const *word = request->env; *word; word++)
		length += strlen(*word);
	must(length <= FRAME_PAYLOAD_MAX, "words come from one frame");
	*child = (struct child){.pid = next_pid++, .count = 3 + request->extra_count};
	for (unsigned i = 0; i < child->count; i++) {
		child->fds[i] = fcntl(i < 3 ? request->stdio[i] : request->extra[i - 3], F_DUPFD_CLOEXEC, 0);
		fcntl(child->fds[i], F_SETFL, O_NONBLOCK);
	}
	return child->pid;
}

static int touch(const char *path, struct agent_error *error)
{
	must(path && strlen(path) <= FRAME_PAYLOAD_MAX, "a path is a string");
	return refused() ? fail(error, EACCES, "use %s", path) : 0;
}

int file_write(const char *path, mode_t mode, uint64_t offset, const uint8_t *bytes, size_t count, struct agent_error *error)
{
	uint8_t sum = (uint8_t)(mode + offset);
	must(mode <= 07777, "a mode is one");
	for (size_t i = 0; i < count; i++)
		sum = (uint8_t)(sum + bytes[i]);
	return touch(path, error) - (sum & 0);
}

long file_read(const char *path, uint64_t offset, uint8_t *to, size_t count, struct agent_error *error)
{
	memset(to, (int)(offset & 0xff), count);
	int result = touch(path, error);
	return result ? result : (long)count;
}

int make_directory(const char *path, mode_t mode, struct agent_error *error)
{
	must(mode <= 07777, "a mode is one");
	return touch(path, error);
}

int remove_tree(const char *path, struct agent_error *error)
{
	return touch(path, error);
}

int fifo_release(const char *path, struct agent_error *error)
{
	return touch(path, error);
}

int mount_at(const char *source, const char *target, const char *type, uint64_t flags, const char *data, struct agent_error *error)
{
	(void)flags;
	int result = touch(source, error) | touch(target, error) | touch(type, error) | touch(data, error);
	return result ? fail(error, EACCES, "mount %s of type %s at %s", source, type, target) : 0;
}

int unmount_at(const char *target, struct agent_error *error)
{
	return touch(target, error);
}

int renew(uint64_t clock_ns, const uint8_t *seed, uint32_t seed_bytes, struct agent_error *error)
{
	uint8_t sum = (uint8_t)clock_ns;
	for (uint32_t i = 0; i < seed_bytes; i++)
		sum = (uint8_t)(sum + seed[i]);
	return refused() ? fail(error, EINVAL, "take a seed of %u bytes, %u", seed_bytes, sum) : 0;
}

static void check_answer(const struct frame *frame)
{
	struct reader reader = reader_of(frame);
	switch (frame->type) {
	case FRAME_STDOUT:
	case FRAME_STDERR:
	case FRAME_HELLO_REPLY:
	case FRAME_FILE_DATA:
		return;
	case FRAME_CREDIT:
		must(read_u32(&reader) == 0, "credit is for stdin");
		must(read_u32(&reader) <= STREAM_WINDOW_BYTES, "credit is at most a window");
		break;
	case FRAME_CLOSE:
		must(read_u32(&reader) == 0, "what is closed is stdin");
		break;
	case FRAME_DONE:
		break;
	case FRAME_ERROR: {
		uint32_t number = read_u32(&reader), length;
		must(number > 0 && number < 4096, "an errno is one");
		read_bytes(&reader, &length);
		must(length < 256, "a step is short");
		break;
	}
	case FRAME_SPAWNED:
		must(read_u32(&reader) > 1, "a pid is one");
		break;
	case FRAME_EXITED:
		must(read_u32(&reader) <= ENDING_SIGNALLED, "an ending is one");
		read_u32(&reader);
		break;
	default:
		must(false, "a frame is one of the guest's");
	}
	must(reader_finished(&reader), "a payload has its size");
}

/* Reads at most `count` bytes of what the agent says. */
static void read_answers(size_t count)
{
	while (count) {
		size_t room = sizeof answers - answers_count;
		ssize_t got = read(host, answers + answers_count, room < count ? room : count);
		if (got <= 0)
			return;
		count -= (size_t)got;
		answers_count += (size_t)got;
		size_t used = 0;
		struct frame frame;
		long size;
		while ((size = frame_parse(answers + used, answers_count - used, &frame)) > 0) {
			check_answer(&frame);
			used += (size_t)size;
		}
		must(size == 0, "frames are whole");
		memmove(answers, answers + used, answers_count - used);
		answers_count -= used;
	}
}

static void check_streams(const struct out_stream *out, const struct in_stream *in)
{
	must(out->credit <= STREAM_WINDOW_BYTES, "nobody has more credit than a window");
	must(in->count + in->owed <= STREAM_WINDOW_BYTES, "nobody holds more than a window");
}

static void turn(void)
{
	must(loop_turn() == 0, "the loop turns");
	processes_reap();
	channel_flush();
	processes_sweep();
	for (struct process *process = processes; process; process = process->next) {
		check_streams(&process->out, &process->in);
		check_streams(&process->err, &process->in);
		for (unsigned i = 0; i < process->descriptors.count; i++)
			check_streams(&process->descriptors.list[i].out, &process->descriptors.list[i].in);
	}
	must(control_end - control_start < 2 * CONTROL_HIGH_BYTES, "answers wait in bounded memory");
}

static void say(const uint8_t *bytes, size_t count)
{
	while (count) {
		ssize_t sent = write(host, bytes, count);
		if (sent <= 0) {
			turn();
			read_answers(SIZE_MAX);
			sent = write(host, bytes, count);
		}
		/* An agent that does not read while much waits to be sent is right; the rest is then never said. */
		if (sent <= 0)
			return;
		bytes += sent;
		count -= (size_t)sent;
		turn();
	}
}

static struct child *child_of(uint8_t number)
{
	struct child *child = &children[number % CHILDREN_MAX];
	return child->pid ? child : NULL;
}

/* What runc's --console-socket would send: a descriptor, several, or none. */
static void connect_console(unsigned descriptors)
{
	for (struct process *process = processes; process; process = process->next) {
		struct sockaddr_un address;
		socklen_t length = sizeof address;
		if (process->console.source.fd < 0 || getsockname(process->console.source.fd, (struct sockaddr *)&address, &length) < 0)
			continue;
		CLEANUP_FD int connection = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (connect(connection, (struct sockaddr *)&address, length) < 0)
			continue;
		int ends[2];
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
			return;
		union {
			struct cmsghdr header;
			char bytes[CMSG_SPACE(2 * sizeof(int))];
		} ancillary = {0};
		struct iovec vector = {.iov_base = "/dev/ptmx", .iov_len = 9};
		struct msghdr message = {.msg_iov = &vector, .msg_iovlen = 1};
		if (descriptors) {
			message.msg_control = &ancillary;
			message.msg_controllen = CMSG_SPACE(descriptors * sizeof(int));
			ancillary.header = (struct cmsghdr){.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS, .cmsg_len = CMSG_LEN(descriptors * sizeof(int))};
			memcpy(CMSG_DATA(&ancillary.header), ends, descriptors * sizeof(int));
		}
		sendmsg(connection, &message, 0);
		close(ends[0]);
		close(ends[1]);
		return;
	}
}

/* One record. Children are numbered as they were started; a record for one that is not there is passed over. */
static void play(uint8_t kind, const uint8_t *bytes, size_t count)
{
	static uint8_t filler[64 * 1024];
	struct child *child = count > 0 ? child_of(bytes[0]) : NULL;
	int *fd = child && count > 1 ? &child->fds[bytes[1] % child->count] : NULL;
	switch (kind) {
	case 0: /* bytes on the port, frames or not */
		say(bytes, count);
		return;
	case 1: { /* a frame: type, id, payload */
		static uint8_t frame[FRAME_HEADER_BYTES + FRAME_PAYLOAD_MAX];
		if (count < 2)
			return;
		frame_put_header(frame, (uint32_t)count - 2, bytes[0], bytes[1]);
		memcpy(frame + FRAME_HEADER_BYTES, bytes + 2, count - 2);
		say(frame, FRAME_HEADER_BYTES + count - 2);
		return;
	}
	case 2: /* a child writes */
		if (fd && *fd >= 0 && count > 2 && write(*fd, filler, (size_t)bytes[2] * 256) < 0)
			return;
		break;
	case 3: /* a child reads */
		if (fd && *fd >= 0 && count > 2 && read(*fd, filler, (size_t)bytes[2] * 256) < 0)
			return;
		break;
	case 4: /* a child closes */
		if (fd)
			close_fd(fd);
		break;
	case 5: /* a child ends: kind, value */
		if (child && count > 2) {
			child->ended = true;
			child->kind = bytes[1] & 1;
			child->value = bytes[2];
		}
		break;
	case 6: /* what the next pid file says */
		named_pid = count ? (pid_t)bytes[0] - 1 : -1;
		break;
	case 7: /* the next call that may fail does */
		refuses = true;
		return;
	case 8: /* a console's master comes */
		connect_console(count ? bytes[0] % 3 : 0);
		break;
	case 9: /* the host reads, much or little */
		read_answers(count > 1 ? (size_t)bytes[0] * bytes[1] : SIZE_MAX);
		break;
	default:
		return;
	}
	turn();
}

static void begin(void)
{
	int ends[2], room = 64 * 1024;
	must(loop_open() == 0, "there is a loop");
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0, "there is a port");
	setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	host = ends[0];
	port.fd = ends[1];
	port_events = EPOLLIN;
	loop_add(&port, port_events);
	next_pid = 2;
	named_pid = 2;
}

/* Gives back all that the agent holds, as its own code does when everything has ended. */
static void end(void)
{
	for (struct process *process = processes; process; process = process->next) {
		process->ended = true;
		console_close(&process->console);
		out_stream_stop(&process->out);
		out_stream_stop(&process->err);
		for (unsigned i = 0; i < process->descriptors.count; i++)
			if (process->descriptors.list[i].out.next)
				out_stream_stop(&process->descriptors.list[i].out);
	}
	processes_sweep();
	must(!processes && !last, "nothing is kept of processes that have ended");
	loop_close(&port);
	close_fd(&epoll_fd);
	close_fd(&host);
	for (struct child *child = children; child < children + CHILDREN_MAX; child++)
		for (unsigned i = 0; child->pid && i < child->count; i++)
			close_fd(&child->fds[i]);
	memset(children, 0, sizeof children);
	free(control);
	free(record);
	control = record = NULL;
	control_start = control_end = control_room = 0;
	incoming_count = data_start = data_end = answers_count = 0;
	orphan_count = 0;
	greeted = refuses = false;
}

/* The lowest free descriptor: it rises when one was left open. */
static int lowest_fd(void)
{
	int fd = dup(STDERR_FILENO);
	close(fd);
	return fd;
}

int LLVMFuzzerInitialize(int *count, char ***arguments)
{
	(void)count;
	(void)arguments;
	signal(SIGPIPE, SIG_IGN);
	struct agent_error none = {""};
	requests_set_boot(0, &none);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size)
{
	int before = lowest_fd();
	begin();
	if (!setjmp(broken)) {
		for (size_t at = 0; size - at >= 3;) {
			size_t length = (size_t)(input[at + 1] | input[at + 2] << 8);
			size_t piece = length < size - at - 3 ? length : size - at - 3;
			free(record);
			record = malloc(piece ? piece : 1);
			memcpy(record, input + at + 3, piece);
			play(input[at], record, piece);
			at += 3 + piece;
		}
		read_answers(SIZE_MAX);
	}
	end();
	must(lowest_fd() == before, "no descriptor is left open");
	return 0;
}
