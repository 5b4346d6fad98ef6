#include "CrashGuard.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// What ends a process by default and is not caught otherwise: faults of our own, then what others send.
static const int faults[] = {SIGSEGV, SIGILL, SIGTRAP, SIGBUS, SIGABRT, SIGFPE, SIGSYS};
static const int sent[] = {
    SIGUSR1, SIGUSR2, SIGALRM, SIGVTALRM, SIGPROF, SIGXCPU, SIGXFSZ, SIGPIPE,
#ifdef SIGPWR
    SIGPWR,
#endif
#ifdef SIGIO
    SIGIO,
#endif
#ifdef SIGSTKFLT
    SIGSTKFLT,
#endif
};
enum { fault_count = sizeof faults / sizeof faults[0], sent_count = sizeof sent / sizeof sent[0], most_signals = 96 };

static int fatal[most_signals];
static int fatal_count;
static struct sigaction before[most_signals];
static atomic_int armed;
static int terminal = -1;
static struct termios modes;
static char restoring[512];
static size_t restoring_count;
static void *other_stack;

// Only what may be called in a signal handler. The descriptor does not block; the output may be full, or another thread in
// the middle of writing to it, which on a busy machine takes its time: a tenth of a second.
static void restore(void) {
  if (!atomic_exchange(&armed, 0)) return;
  size_t written = 0;
  for (int tries = 0; written < restoring_count && tries < 100; tries++) {
    ssize_t count = write(terminal, restoring + written, restoring_count - written);
    if (count > 0) written += (size_t)count;
    if (count < 0 && errno != EAGAIN && errno != EINTR) break;
    if (count < 0) poll(NULL, 0, 1);
  }
  tcsetattr(terminal, TCSANOW, &modes);
}

static void die(int signal) {
  int error = errno;
  restore();
  for (int i = 0; i < fatal_count; i++) {
    if (fatal[i] == signal) sigaction(signal, &before[i], NULL);
  }
  // Held back until this handler returns; then it meets whoever was in charge before.
  raise(signal);
  errno = error;
}

static void restore_at_exit(void) {
  sigset_t mask, old;
  sigemptyset(&mask);
  sigaddset(&mask, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &mask, &old);
  restore();
  pthread_sigmask(SIG_SETMASK, &old, NULL);
}

// Puts `action` in charge of `signal`. What somebody chose to ignore or to answer stays so, but for faults.
static void take(int signal, const struct sigaction *action, int is_fault) {
  struct sigaction found;
  if (fatal_count == most_signals || sigaction(signal, NULL, &found) < 0) return;
  if (!is_fault && ((found.sa_flags & SA_SIGINFO) || found.sa_handler != SIG_DFL)) return;
  before[fatal_count] = found;
  fatal[fatal_count++] = signal;
  sigaction(signal, action, NULL);
}

int cn_guard_arm(int descriptor, const struct termios *saved, const char *bytes, size_t count) {
  static int is_registered;
  if (count > sizeof restoring) return -1;
  cn_guard_disarm();
  terminal = descriptor;
  modes = *saved;
  memcpy(restoring, bytes, count);
  restoring_count = count;
  if (!other_stack) {
    // A handler for a stack that has overflowed needs one of its own.
    stack_t stack = {0};
    stack.ss_size = 64 * 1024;
    stack.ss_sp = other_stack = malloc(stack.ss_size);
    if (other_stack) sigaltstack(&stack, NULL);
  }
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = die;
  action.sa_flags = SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  // In the background, setting the modes would stop the process instead.
  sigaddset(&action.sa_mask, SIGTTOU);
  atomic_store(&armed, 1);
  fatal_count = 0;
  for (int i = 0; i < fault_count; i++) take(faults[i], &action, 1);
  for (int i = 0; i < sent_count; i++) take(sent[i], &action, 0);
#ifdef SIGRTMIN
  for (int signal = SIGRTMIN; signal <= SIGRTMAX; signal++) take(signal, &action, 0);
#endif
  if (!is_registered) is_registered = atexit(restore_at_exit) == 0;
  return 0;
}

void cn_guard_disarm(void) {
  if (!atomic_exchange(&armed, 0)) return;
  for (int i = 0; i < fatal_count; i++) sigaction(fatal[i], &before[i], NULL);
}
