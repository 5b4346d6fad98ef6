// Gives the terminal back when the process dies without a chance to run its own code.
#ifndef CRASH_GUARD_H
#define CRASH_GUARD_H
#include <stddef.h>
#include <termios.h>

/// From now on a signal that ends the process and that nobody else answers, or exit(3), writes `bytes` to `descriptor` and sets `saved`; then the signal has its
/// effect. At most 512 bytes are kept; -1 if there are more.
int cn_guard_arm(int descriptor, const struct termios *saved, const char *bytes, size_t count);

/// From now on fatal signals leave the terminal alone.
void cn_guard_disarm(void);
#endif
