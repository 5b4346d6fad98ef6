#include "SignalPipe.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { most = 32 };
static int ends[2] = {-1, -1};
static int caught[most];
static struct sigaction before[most];
static int caught_count;

int cn_signal_is_ignored(int signal) {
  struct sigaction found;
  return sigaction(signal, NULL, &found) == 0 && !(found.sa_flags & SA_SIGINFO) && found.sa_handler == SIG_IGN;
}

static void pass_on(int signal) {
  int error = errno;
  char byte = (char)signal;
  // A full pipe has news enough.
  (void)!write(ends[1], &byte, 1);
  errno = error;
}

int cn_signal_pipe_open(const int *signals, int count) {
  if (ends[0] >= 0) {
    errno = EBUSY;
    return -1;
  }
  if (count > most) {
    errno = EINVAL;
    return -1;
  }
  if (pipe(ends) < 0) return -1;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = pass_on;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigset_t wanted;
  sigemptyset(&wanted);
  caught_count = 0;
  for (int i = 0; i < count; i++) {
    // What the starter of the program wants ignored (nohup, a shell's `&`) stays so.
    int changes_nothing = signals[i] == SIGWINCH || signals[i] == SIGCONT;
    if (!changes_nothing && cn_signal_is_ignored(signals[i])) continue;
    caught[caught_count] = signals[i];
    sigaction(signals[i], &action, &before[caught_count]);
    caught_count++;
    sigaddset(&wanted, signals[i]);
  }
  // A parent that blocks signals hands that down to the programs it starts.
  pthread_sigmask(SIG_UNBLOCK, &wanted, NULL);
  return ends[0];
}

void cn_signal_pipe_close(void) {
  if (ends[0] < 0) return;
  for (int i = 0; i < caught_count; i++) sigaction(caught[i], &before[i], NULL);
  caught_count = 0;
  close(ends[0]);
  close(ends[1]);
  ends[0] = ends[1] = -1;
}

void cn_stop_process_group(void) {
  // SIGTSTP with its default action, unlike SIGSTOP, does nothing to a group that no shell watches.
  struct sigaction action, old;
  memset(&action, 0, sizeof action);
  action.sa_handler = SIG_DFL;
  sigemptyset(&action.sa_mask);
  sigaction(SIGTSTP, &action, &old);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &old, NULL);
}
