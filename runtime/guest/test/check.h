/* A check that says where it failed and ends the program. */
#ifndef LACUNA_CHECK_H
#define LACUNA_CHECK_H

#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                                     \
	do {                                                                                 \
		if (!(condition)) {                                                          \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			exit(1);                                                             \
		}                                                                            \
	} while (0)

void test_frames(void);
void test_frames_random(unsigned seed);
void test_files(const char *directory);

#endif
