/* A check that says where it failed and ends the program. */
#ifndef VRUN_CHECK_H
#define VRUN_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                              \
  do {                                                                                \
    if (!(condition)) {                                                               \
      fprintf(stderr, "%s:%d: not so: %s (%m)\n", __FILE__, __LINE__, #condition);    \
      exit(1);                                                                        \
    }                                                                                 \
  } while (0)

/* Each works in a folder of its own, in a mount namespace of the test's. */
void test_share(const char *folder);
void test_mount_points(const char *folder);
void test_bind(const char *folder);
/* Needs neither root nor a folder. */
void test_shim_frames(void);

#endif
