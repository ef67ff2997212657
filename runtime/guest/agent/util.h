/* Scope attributes for owners, and the error that every function which can fail fills. */
#ifndef LACUNA_UTIL_H
#define LACUNA_UTIL_H

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Which step failed: for the host's error message. The errno is the function's (negative) result. */
struct agent_error {
	char step[256];
};

__attribute__((format(printf, 3, 4))) static inline int fail(struct agent_error *error, int number, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(error->step, sizeof error->step, format, arguments);
	va_end(arguments);
	return number > 0 ? -number : -EIO;
}

static inline void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static inline void free_memory(void *pointer)
{
	free(*(void **)pointer);
}

#define CLEANUP_FD __attribute__((cleanup(close_fd)))
#define CLEANUP_MEMORY __attribute__((cleanup(free_memory)))

#define RETRY(call)                                    \
	({                                             \
		__typeof__(call) retry_result;         \
		do                                     \
			retry_result = (call);         \
		while (retry_result < 0 && errno == EINTR); \
		retry_result;                          \
	})

#endif
