/* Answers the host's requests; defines on_frame of channel.h. */
#ifndef LACUNA_REQUESTS_H
#define LACUNA_REQUESTS_H

#include "util.h"

/* What boot_guest came to: told to the host as the answer to its hello. */
void requests_set_boot(int result, const struct agent_error *error);

#endif
