// Turns signals into bytes of a pipe.
#ifndef SIGNAL_PIPE_H
#define SIGNAL_PIPE_H

/// From now on each of the `count` `signals`, but those that are ignored, is written, as one byte, to a pipe that does not block; its reading end, or
/// -1 with errno set. One pipe serves the process: a second call while it is open fails with EBUSY.
int cn_signal_pipe_open(const int *signals, int count);

/// Whether `signal` is ignored.
int cn_signal_is_ignored(int signal);

/// Gives the signals back to whoever was in charge before, and closes the pipe.
void cn_signal_pipe_close(void);

/// Stops the process group as Ctrl-Z in a shell does, unless nobody could continue it; returns after it goes on.
void cn_stop_process_group(void);
#endif
