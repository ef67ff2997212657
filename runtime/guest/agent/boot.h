/* Makes the guest's root, file systems and loopback, as pid 1 right after the kernel. */
#ifndef LACUNA_BOOT_H
#define LACUNA_BOOT_H

#include "util.h"

/* Stops at the first step that fails; what was made before stays. */
int boot_guest(struct agent_error *error);

#endif
