#define _GNU_SOURCE
#include "exec.h"

#include <cpuid.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/wait.h>

#include "protocol.h"

/* First out of the way, as one's place may be where another is; `report` too. */
static int place_extra(const struct exec_request *request, int *report)
{
	int moved[DESCRIPTORS_MAX], above = 3 + (int)request->extra_count;
	int failed = (*report = fcntl(*report, F_DUPFD_CLOEXEC, above)) < 0;
	for (unsigned i = 0; i < request->extra_count && !failed; i++)
		failed = (moved[i] = fcntl(request->extra[i], F_DUPFD_CLOEXEC, above)) < 0;
	for (unsigned i = 0; i < request->extra_count && !failed; i++)
		failed = dup2(moved[i], 3 + (int)i) < 0;
	return failed;
}

/* QEMU's own mark, where other hypervisors have theirs. */
static bool is_emulated(void)
{
	unsigned highest, vendor[3];
	__cpuid(0x40000000, highest, vendor[0], vendor[1], vendor[2]);
	return !memcmp(vendor, "TCGTCGTCGTCG", sizeof vendor);
}

/* In the child: only calls that are safe after fork. Never returns. */
static void become(const struct exec_request *request, int report)
{
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* As pid 1 ignores this one for itself. */
	signal(SIGPIPE, SIG_DFL);
	setsid();
	int failed = request->same_layout && is_emulated() && personality(ADDR_NO_RANDOMIZE) < 0;
	for (int i = 0; i < 3 && !failed; i++)
		failed = dup2(request->stdio[i], i) < 0;
	if (!failed && request->extra_count)
		failed = place_extra(request, &report);
	if (!failed && !chdir(request->cwd))
		execvpe(request->argv[0], request->argv, request->env);
	int number = errno;
	while (write(report, &number, sizeof number) < 0 && errno == EINTR)
		;
	_exit(127);
}

pid_t exec_program(const struct exec_request *request, struct agent_error *error)
{
	int report[2];
	if (pipe2(report, O_CLOEXEC) < 0)
		return fail(error, errno, "pipe");
	CLEANUP_FD int read_end = report[0];
	CLEANUP_FD int write_end = report[1];
	pid_t pid = fork();
	if (pid < 0)
		return fail(error, errno, "fork");
	if (pid == 0)
		become(request, write_end);
	close_fd(&write_end);
	/* Programs of the guest image start within milliseconds; the answer must not be sent before exec is known. */
	int number;
	if (RETRY(read(read_end, &number, sizeof number)) != sizeof number)
		return pid;
	RETRY(waitpid(pid, NULL, 0));
	return fail(error, number, "exec %s in %s", request->argv[0], request->cwd);
}
