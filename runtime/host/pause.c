/* The program of a container that only keeps a pod's VM. It is pid 1 of its pid namespace, and has no children. */
#include <unistd.h>

int main(void) {
  for (;;) pause();
}
