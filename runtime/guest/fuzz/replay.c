/* Runs a fuzz target once on each file that is named, in place of libFuzzer: for compilers that have none. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define INPUT_MAX (1024 * 1024)

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *input, size_t size);

int main(int count, char **arguments)
{
	LLVMFuzzerInitialize(&count, &arguments);
	for (int i = 1; i < count; i++) {
		uint8_t *input = malloc(INPUT_MAX);
		FILE *file = fopen(arguments[i], "re");
		if (!input || !file) {
			perror(arguments[i]);
			return 1;
		}
		size_t size = fread(input, 1, INPUT_MAX, file);
		fclose(file);
		LLVMFuzzerTestOneInput(input, size);
		free(input);
	}
	printf("%d inputs played\n", count - 1);
	return count > 1 ? 0 : 1;
}
