/* Host tests of the agent's parts that need no VM. An argument is the seed of the random test. */
#define _GNU_SOURCE
#include <time.h>
#include <unistd.h>

#include "check.h"

int main(int count, char **arguments)
{
	unsigned seed = count > 1 ? (unsigned)strtoul(arguments[1], NULL, 10) : (unsigned)time(NULL);
	char directory[] = "/run/lacuna-agent-test-XXXXXX";
	test_frames();
	printf("random frames: seed %u\n", seed);
	fflush(stdout);
	test_frames_random(seed);
	if (mkdtemp(directory))
		test_files(directory);
	else
		printf("files: skipped, /run cannot be written\n");
	printf("agent host tests passed\n");
	return 0;
}
