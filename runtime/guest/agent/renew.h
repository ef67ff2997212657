/* What a guest must have of its own before it runs anything, however it came to run. */
#ifndef LACUNA_RENEW_H
#define LACUNA_RENEW_H

#include <stdint.h>

#include "util.h"

/*
 * Sets the clock to `clock_ns` since 1970, and makes all random numbers from now on depend on `seed`.
 * Returns 0 or a negative errno.
 */
int renew(uint64_t clock_ns, const uint8_t *seed, uint32_t seed_bytes, struct agent_error *error);

#endif
