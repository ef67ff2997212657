#define _GNU_SOURCE
#include "renew.h"

#include <fcntl.h>
#include <linux/random.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>

#define NS_PER_S 1000000000u
#define SEED_BYTES_MIN 32u
#define SEED_BYTES_MAX 512u

int renew(uint64_t clock_ns, const uint8_t *seed, uint32_t seed_bytes, struct agent_error *error)
{
	union {
		struct rand_pool_info head;
		uint8_t bytes[sizeof(struct rand_pool_info) + SEED_BYTES_MAX];
	} entropy;
	if (!seed || seed_bytes < SEED_BYTES_MIN || seed_bytes > SEED_BYTES_MAX)
		return fail(error, EINVAL, "take a seed of %u bytes", seed_bytes);
	entropy.head.entropy_count = (int)seed_bytes * 8;
	entropy.head.buf_size = (int)seed_bytes;
	memcpy(entropy.bytes + offsetof(struct rand_pool_info, buf), seed, seed_bytes);
	CLEANUP_FD int fd = open("/dev/urandom", O_WRONLY | O_CLOEXEC);
	/* Adding alone would take effect at the next reseed, up to a minute later. */
	if (fd < 0 || ioctl(fd, RNDADDENTROPY, &entropy) < 0 || ioctl(fd, RNDRESEEDCRNG) < 0)
		return fail(error, errno, "seed the random numbers");
	struct timespec now = {.tv_sec = (time_t)(clock_ns / NS_PER_S), .tv_nsec = (long)(clock_ns % NS_PER_S)};
	return clock_settime(CLOCK_REALTIME, &now) < 0 ? fail(error, errno, "set the clock") : 0;
}
