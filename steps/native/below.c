#define _GNU_SOURCE
#include "below.h"
#include <dirent.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Adds the children that one thread of a process has. */
static size_t add_children(const char *path, pid_t *found, size_t count, size_t most)
{
	FILE *children = fopen(path, "re");
	long pid;
	while (children != NULL && count < most && fscanf(children, "%ld", &pid) == 1)
		found[count++] = (pid_t)pid;
	if (children != NULL)
		fclose(children);
	return count;
}

/* Any thread may have started children, and a process has those of all its threads. */
static size_t add_all_children(pid_t of, pid_t *found, size_t count, size_t most)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/%d/task", (int)of);
	DIR *threads = opendir(path);
	for (struct dirent *entry; threads != NULL && count < most && (entry = readdir(threads)) != NULL;) {
		long thread = strtol(entry->d_name, NULL, 10);
		if (thread <= 0)
			continue;
		snprintf(path, sizeof(path), "/proc/%d/task/%ld/children", (int)of, thread);
		count = add_children(path, found, count, most);
	}
	if (threads != NULL)
		closedir(threads);
	return count;
}

size_t find_below(pid_t *found, size_t most)
{
	size_t count = add_all_children(getpid(), found, 0, most);
	for (size_t at = 0; at < count && count < most; at++)
		count = add_all_children(found[at], found, count, most);
	return count;
}

size_t kill_children(pid_t kept)
{
	static pid_t children[4096];
	char path[64];
	snprintf(path, sizeof(path), "/proc/self/task/%d/children", (int)getpid());
	size_t count = add_children(path, children, 0, sizeof(children) / sizeof(children[0]));
	size_t others = 0;
	for (size_t i = 0; i < count; i++) {
		if (kept != 0 && getpgid(children[i]) == kept)
			continue;
		others++;
		kill(children[i], SIGKILL);
	}
	return others;
}

void take_precedence(void)
{
	/* Refused where real-time is not to be had; then it takes longer. */
	struct sched_param first = { .sched_priority = 1 };
	sched_setscheduler(0, SCHED_FIFO | SCHED_RESET_ON_FORK, &first);
}
