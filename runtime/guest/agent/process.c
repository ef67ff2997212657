#define _GNU_SOURCE
#include "process.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "channel.h"
#include "exec.h"
#include "frames.h"

struct process {
	struct process *next;
	uint32_t handle;
	pid_t pid;
	char *pid_file; /* while there is a process to adopt */
	bool ended;
	struct out_stream out, err;
	struct in_stream in;
	struct console console;
	struct descriptors descriptors;
};

static struct process *processes;

/* Ends of children that nobody has adopted yet: a process may die before the program that leaves it behind has. */
struct orphan {
	pid_t pid;
	uint32_t kind, value;
};
static struct orphan orphans[64];
static unsigned orphan_count;

static struct process *find(uint32_t handle)
{
	struct process *process = processes;
	while (process && process->handle != handle)
		process = process->next;
	return process;
}

static void console_arrived(struct console *console, int master)
{
	struct process *process = CONTAINER_OF(console, struct process, console);
	int copy = master < 0 ? -1 : fcntl(master, F_DUPFD_CLOEXEC, 0);
	if (process->out.done || copy < 0) {
		close_fd(&master);
		close_fd(&copy);
		out_stream_end(&process->out);
		in_stream_stop(&process->in);
		return;
	}
	out_stream_attach(&process->out, master);
	in_stream_attach(&process->in, copy);
}

static int open_null(int flags)
{
	return RETRY(open("/dev/null", flags | O_CLOEXEC));
}

struct stdio {
	int ours[3], theirs[3];
};

static void close_stdio(struct stdio *stdio)
{
	for (int i = 0; i < 3; i++) {
		close_fd(&stdio->ours[i]);
		close_fd(&stdio->theirs[i]);
	}
}

/* `ours` stays -1 for what has no pipe. A program with a console writes its own messages to the second pipe. */
static int open_stdio(struct stdio *stdio, uint32_t flags, struct agent_error *error)
{
	for (int i = 0; i < 3; i++) {
		int ends[2];
		if ((i == 0 && !(flags & SPAWN_STDIN)) || (i == 1 && flags & SPAWN_CONSOLE)) {
			stdio->theirs[i] = open_null(i ? O_WRONLY : O_RDONLY);
			if (stdio->theirs[i] < 0)
				return fail(error, errno, "open /dev/null");
			continue;
		}
		if (pipe2(ends, O_CLOEXEC) < 0)
			return fail(error, errno, "pipe");
		stdio->ours[i] = ends[i ? 0 : 1];
		stdio->theirs[i] = ends[i ? 1 : 0];
	}
	return 0;
}

static void give_away(int *fd, int *to)
{
	*to = *fd;
	*fd = -1;
}

static void start_streams(struct process *process, struct stdio *stdio, uint32_t flags)
{
	int in, out, err;
	give_away(&stdio->ours[0], &in);
	give_away(&stdio->ours[1], &out);
	give_away(&stdio->ours[2], &err);
	out_stream_start(&process->out, out, process->handle, FRAME_STDOUT);
	out_stream_start(&process->err, err, process->handle, FRAME_STDERR);
	if (flags & (SPAWN_STDIN | SPAWN_CONSOLE))
		in_stream_start(&process->in, in, process->handle, flags & SPAWN_CONSOLE);
}

static void answer_spawned(const struct process *process)
{
	uint8_t payload[4];
	struct writer writer = writer_of(payload, sizeof payload);
	write_u32(&writer, (uint32_t)process->pid);
	channel_send(FRAME_SPAWNED, process->handle, payload, sizeof payload);
}

static struct descriptor *find_descriptor(uint32_t handle)
{
	struct descriptor *found = NULL;
	for (struct process *process = processes; process && !found; process = process->next)
		found = descriptors_find(&process->descriptors, handle);
	return found;
}

static bool handles_are_free(const struct spawn_request *request)
{
	bool taken = find(request->handle) || find_descriptor(request->handle);
	for (unsigned i = 0; i < request->descriptors.count && !taken; i++) {
		uint32_t handle = request->descriptors.list[i].handle;
		taken = handle == request->handle || find(handle) || find_descriptor(handle) ||
			descriptors_find(&request->descriptors, handle) != &request->descriptors.list[i];
	}
	return !taken;
}

int process_spawn(struct spawn_request *request, struct agent_error *error)
{
	if (!request->argv[0] || !handles_are_free(request))
		return fail(error, EINVAL, "spawn: no program, or a handle is in use");
	struct stdio stdio __attribute__((cleanup(close_stdio))) = {{-1, -1, -1}, {-1, -1, -1}};
	int result = open_stdio(&stdio, request->flags, error);
	if (result)
		return result;
	if (request->flags & SPAWN_CONSOLE && request->flags & SPAWN_STDIN)
		return fail(error, EINVAL, "spawn: a console is stdin already");
	CLEANUP_MEMORY struct process *process = calloc(1, sizeof *process);
	CLEANUP_MEMORY char *pid_file = request->flags & SPAWN_ADOPT ? strdup(request->pid_file) : NULL;
	if (!process || (request->flags & SPAWN_ADOPT && !pid_file))
		return fail(error, ENOMEM, "spawn %s", request->argv[0]);
	process->handle = request->handle;
	process->console.source.fd = -1;
	process->in.source.fd = -1;
	if (request->flags & SPAWN_CONSOLE && (result = console_listen(&process->console, request->console_path, console_arrived, error)))
		return result;
	int extra[DESCRIPTORS_MAX];
	if ((result = descriptors_open(&request->descriptors, error))) {
		console_close(&process->console);
		return result;
	}
	for (unsigned i = 0; i < request->descriptors.count; i++)
		extra[i] = request->descriptors.list[i].theirs;
	struct exec_request exec = {
		.argv = request->argv,
		.env = request->env,
		.cwd = request->cwd,
		.stdio = {stdio.theirs[0], stdio.theirs[1], stdio.theirs[2]},
		.extra = extra,
		.extra_count = request->descriptors.count,
		.same_layout = request->flags & SPAWN_SAME_LAYOUT,
	};
	process->pid = exec_program(&exec, error);
	if (process->pid < 0) {
		console_close(&process->console);
		return process->pid;
	}
	start_streams(process, &stdio, request->flags);
	process->descriptors = request->descriptors;
	request->descriptors = (struct descriptors){0};
	descriptors_start(&process->descriptors);
	process->pid_file = pid_file;
	process->next = processes;
	processes = process;
	if (!pid_file)
		answer_spawned(process);
	pid_file = NULL;
	process = NULL;
	return 0;
}

int process_signal(pid_t pid, int signal, struct agent_error *error)
{
	if (pid <= 1 || signal < 1 || signal > 64)
		return fail(error, EINVAL, "signal %d to pid %d", signal, (int)pid);
	CLEANUP_FD int pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0)
		return fail(error, errno, "open pid %d", (int)pid);
	if (syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0) < 0)
		return fail(error, errno, "signal %d to pid %d", signal, (int)pid);
	return 0;
}

int process_resize(uint32_t handle, unsigned columns, unsigned rows, struct agent_error *error)
{
	struct process *process = find(handle);
	if (!process)
		return fail(error, ESRCH, "resize");
	struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
	if (columns > 65535 || rows > 65535)
		return fail(error, EINVAL, "resize to %u by %u", columns, rows);
	if (!process->in.keep || process->out.source.fd < 0)
		return fail(error, ENOTTY, "resize");
	return ioctl(process->out.source.fd, TIOCSWINSZ, &size) < 0 ? fail(error, errno, "resize") : 0;
}

static struct out_stream *output_of(uint32_t handle, uint32_t stream)
{
	struct process *process = find(handle);
	struct descriptor *descriptor = process ? NULL : find_descriptor(handle);
	if (stream == 1)
		return process ? &process->out : descriptor ? &descriptor->out : NULL;
	return process && stream == 2 ? &process->err : NULL;
}

static struct in_stream *input_of(uint32_t handle)
{
	struct process *process = find(handle);
	struct descriptor *descriptor = process ? NULL : find_descriptor(handle);
	return process ? &process->in : descriptor ? &descriptor->in : NULL;
}

int process_input(uint32_t handle, const uint8_t *bytes, uint32_t count)
{
	struct in_stream *input = input_of(handle);
	return input ? in_stream_write(input, bytes, count) : 0;
}

void process_credit(uint32_t handle, uint32_t stream, uint32_t bytes)
{
	struct out_stream *output = output_of(handle, stream);
	if (output)
		out_stream_credit(output, bytes);
}

void process_close(uint32_t handle, uint32_t stream)
{
	struct in_stream *input = stream == 0 ? input_of(handle) : NULL;
	struct out_stream *output = output_of(handle, stream);
	if (input)
		in_stream_stop(input);
	if (output)
		out_stream_stop(output);
}

static void report_end(struct process *process, uint32_t kind, uint32_t value)
{
	uint8_t payload[8];
	struct writer writer = writer_of(payload, sizeof payload);
	write_u32(&writer, kind);
	write_u32(&writer, value);
	channel_send(FRAME_EXITED, process->handle, payload, sizeof payload);
	process->ended = true;
	if (process->pid_file) {
		out_stream_drain(&process->out);
		out_stream_drain(&process->err);
		descriptors_drain(&process->descriptors);
	}
	console_poll(&process->console);
	if (process->console.source.fd >= 0) {
		console_close(&process->console);
		out_stream_end(&process->out);
		in_stream_stop(&process->in);
	}
}

static pid_t read_pid_file(const char *path)
{
	char text[32] = "";
	CLEANUP_FD int fd = RETRY(open(path, O_RDONLY | O_CLOEXEC));
	if (fd < 0 || RETRY(read(fd, text, sizeof text - 1)) <= 0)
		return -1;
	char *end;
	long pid = strtol(text, &end, 10);
	return pid > 1 && pid < 1 << 22 && (*end == 0 || *end == '\n') ? (pid_t)pid : -1;
}

/* The program that was to leave a process behind has exited with 0. False when there is no such process. */
static bool adopt(struct process *process)
{
	pid_t pid = read_pid_file(process->pid_file);
	if (pid < 0)
		return false;
	free(process->pid_file);
	process->pid_file = NULL;
	console_poll(&process->console);
	process->pid = pid;
	answer_spawned(process);
	for (unsigned i = 0; i < orphan_count; i++) {
		if (orphans[i].pid == pid) {
			report_end(process, orphans[i].kind, orphans[i].value);
			orphans[i] = orphans[--orphan_count];
			break;
		}
	}
	return true;
}

static bool anyone_adopts(void)
{
	for (struct process *process = processes; process; process = process->next)
		if (process->pid_file)
			return true;
	return false;
}

static void keep_orphan(struct orphan orphan)
{
	if (orphan_count == sizeof orphans / sizeof *orphans)
		memmove(orphans, orphans + 1, sizeof *orphans * --orphan_count);
	orphans[orphan_count++] = orphan;
}

static void child_ended(pid_t pid, uint32_t kind, uint32_t value)
{
	struct process *process = processes;
	while (process && (process->ended || process->pid != pid))
		process = process->next;
	if (!process)
		keep_orphan((struct orphan){pid, kind, value});
	else if (!process->pid_file || kind != ENDING_EXITED || value != 0 || !adopt(process))
		report_end(process, kind, value);
}

void processes_reap(void)
{
	for (;;) {
		siginfo_t info = {.si_pid = 0};
		if (RETRY(waitid(P_ALL, 0, &info, WEXITED | WNOHANG)) < 0 || !info.si_pid)
			break;
		bool exited = info.si_code == CLD_EXITED;
		child_ended(info.si_pid, exited ? ENDING_EXITED : ENDING_SIGNALLED, (uint32_t)info.si_status);
	}
	if (!anyone_adopts())
		orphan_count = 0;
}

void processes_sweep(void)
{
	struct process **link = &processes;
	while (*link) {
		struct process *process = *link;
		if (!process->ended || !process->out.done || !process->err.done || !descriptors_done(&process->descriptors)) {
			link = &process->next;
			continue;
		}
		*link = process->next;
		out_stream_remove(&process->out);
		out_stream_remove(&process->err);
		in_stream_stop(&process->in);
		descriptors_free(&process->descriptors);
		free(process->pid_file);
		free(process);
	}
}
