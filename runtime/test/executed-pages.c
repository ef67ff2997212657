/*
 * executed-pages FOLDER ROUNDS: runs programs from memory that held other programs before.
 *
 * FOLDER has files 0, 1, ... of as many pages each. Each page begins with a function that returns a number of its own, which
 * the four bytes at its end say too: file * 1000 + page. A page whose function returns something else is counted as stale.
 *
 * "cached" maps a file, calls all of its functions and drops it from the page cache, so that the next one is read into
 * memory that is free again. "direct" reads one file after another into one piece of memory, past the page cache.
 */
#define _GNU_SOURCE
#include <err.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { page_bytes = 4096, number_at = page_bytes - 4 };

struct counts {
  long called, stale, torn;
};

static void call_all(const uint8_t *code, size_t pages, struct counts *counts) {
  for (size_t page = 0; page < pages; page++) {
    const uint8_t *at = code + page * page_bytes;
    uint32_t says;
    memcpy(&says, at + number_at, sizeof(says));
    uint32_t returns = ((uint32_t(*)(void))(uintptr_t)at)();
    uint32_t reads;
    memcpy(&reads, at + 1, sizeof(reads));
    counts->called++;
    if (returns != says) counts->stale++;
    if (reads != says) counts->torn++;
  }
}

static void cached(const char *path, struct counts *counts) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  if (file < 0 || fstat(file, &status)) err(1, "%s", path);
  size_t bytes = (size_t)status.st_size;
  uint8_t *code = mmap(NULL, bytes, PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0);
  if (code == MAP_FAILED) err(1, "map %s", path);
  call_all(code, bytes / page_bytes, counts);
  munmap(code, bytes);
  posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
  close(file);
}

static void direct(const char *path, uint8_t *code, size_t room, struct counts *counts) {
  int file = open(path, O_RDONLY | O_CLOEXEC | O_DIRECT);
  if (file < 0) err(1, "%s", path);
  ssize_t bytes = pread(file, code, room, 0);
  if (bytes < page_bytes) err(1, "read %s", path);
  call_all(code, (size_t)bytes / page_bytes, counts);
  close(file);
}

static void report(const char *how, const struct counts *counts) {
  printf("%s: %ld called, %ld stale, %ld torn\n", how, counts->called, counts->stale, counts->torn);
}

int main(int argc, char **argv) {
  if (argc != 3) errx(2, "usage: executed-pages FOLDER ROUNDS");
  long rounds = strtol(argv[2], NULL, 10);
  struct counts by_cache = {0}, by_direct = {0};
  enum { room = 1 << 20 };
  uint8_t *memory = mmap(NULL, room, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) err(1, "map memory");
  for (long round = 0; round < rounds; round++) {
    char path[4096];
    for (int index = 0;; index++) {
      snprintf(path, sizeof(path), "%s/%d", argv[1], index);
      if (access(path, R_OK)) break;
      cached(path, &by_cache);
    }
    for (int index = 0;; index++) {
      snprintf(path, sizeof(path), "%s/%d", argv[1], index);
      if (access(path, R_OK)) break;
      direct(path, memory, room, &by_direct);
    }
  }
  report("cached", &by_cache);
  report("direct", &by_direct);
  return 0;
}
