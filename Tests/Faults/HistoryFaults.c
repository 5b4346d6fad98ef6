// Lets the n-th call of one kind fail, or never come back, on files whose path contains a word, or makes all of them slow.
// Told by the environment:
//
//   FAULT_CALL    the kind: open read write pread pwrite fsync ftruncate rename unlink link mkdir mmap flock fcntl;
//                 of those without a path: getrandom eventfd epoll pipe socket socketpair timerfd inotify thread;
//                 of those that only hang: getaddrinfo (its path is the host), perform and cleanup of curl
//   FAULT_NUMBER  which of them fails, counted from 1
//   FAULT_DELAY   in place of a number: so many microseconds are waited in each of them, and none fails
//   FAULT_ERROR   the errno that it fails with; 0: it never comes back
//   FAULT_WORD    what the path contains
//   FAULT_REPORT  a file that is made when it failed
//
// Linux only: a call on a descriptor is known by /proc.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static char kind[32], word[256], report[512];
static long number, delay;
static int code;
static atomic_long seen;

static void copy(char *to, size_t size, const char *name) {
  const char *value = getenv(name);
  if (value) snprintf(to, size, "%s", value);
}

__attribute__((constructor)) static void begin(void) {
  copy(kind, sizeof kind, "FAULT_CALL");
  copy(word, sizeof word, "FAULT_WORD");
  copy(report, sizeof report, "FAULT_REPORT");
  const char *value = getenv("FAULT_NUMBER");
  number = value ? atol(value) : 0;
  value = getenv("FAULT_DELAY");
  delay = value ? atol(value) : 0;
  value = getenv("FAULT_ERROR");
  code = value ? atoi(value) : EIO;
}

// Whether this call is the one; then errno is set.
static int fails_at(const char *call, const char *path) {
  if ((!number && !delay) || strcmp(call, kind) || !path || !strstr(path, word)) return 0;
  if (delay) {
    int before = errno;
    struct timespec time = {delay / 1000000, delay % 1000000 * 1000};
    syscall(SYS_nanosleep, &time, 0);
    errno = before;
    return 0;
  }
  if (atomic_fetch_add(&seen, 1) + 1 != number) return 0;
  if (report[0]) {
    long made = syscall(SYS_openat, AT_FDCWD, report, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (made >= 0) syscall(SYS_close, made);
  }
  if (!code) {
    for (;;) pause();
  }
  errno = code;
  return 1;
}

static int fails_on(const char *call, int descriptor) {
  if ((!number && !delay) || strcmp(call, kind) || descriptor < 0) return 0;
  int before = errno;
  char link[64], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  long length = syscall(SYS_readlink, link, path, sizeof path - 1);
  errno = before;
  if (length <= 0) return 0;
  path[length] = 0;
  return fails_at(call, path);
}

static int opened(int folder, const char *path, int flags, mode_t mode) {
  return fails_at("open", path) ? -1 : (int)syscall(SYS_openat, folder, path, flags, mode);
}

#define MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list more; \
    va_start(more, flags); \
    mode = va_arg(more, mode_t); \
    va_end(more); \
  }

int open(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opened(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE(flags) return opened(folder, path, flags, mode); }

ssize_t read(int file, void *bytes, size_t count) {
  return fails_on("read", file) ? -1 : syscall(SYS_read, file, bytes, count);
}
ssize_t write(int file, const void *bytes, size_t count) {
  return fails_on("write", file) ? -1 : syscall(SYS_write, file, bytes, count);
}
ssize_t pread64(int file, void *bytes, size_t count, off64_t place) {
  return fails_on("pread", file) ? -1 : syscall(SYS_pread64, file, bytes, count, place);
}
ssize_t pread(int file, void *bytes, size_t count, off_t place) { return pread64(file, bytes, count, place); }
ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t place) {
  return fails_on("pwrite", file) ? -1 : syscall(SYS_pwrite64, file, bytes, count, place);
}
ssize_t pwrite(int file, const void *bytes, size_t count, off_t place) { return pwrite64(file, bytes, count, place); }
int fsync(int file) { return fails_on("fsync", file) ? -1 : (int)syscall(SYS_fsync, file); }
int fdatasync(int file) { return fails_on("fsync", file) ? -1 : (int)syscall(SYS_fdatasync, file); }
int ftruncate64(int file, off64_t size) { return fails_on("ftruncate", file) ? -1 : (int)syscall(SYS_ftruncate, file, size); }
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }
int rename(const char *from, const char *to) {
  return fails_at("rename", to) ? -1 : (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}
int unlink(const char *path) { return fails_at("unlink", path) ? -1 : (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0); }
int link(const char *from, const char *to) {
  return fails_at("link", to) ? -1 : (int)syscall(SYS_linkat, AT_FDCWD, from, AT_FDCWD, to, 0);
}
ssize_t getrandom(void *bytes, size_t count, unsigned flags) {
  return fails_at("getrandom", word) ? -1 : syscall(SYS_getrandom, bytes, count, flags);
}
int getentropy(void *bytes, size_t count) {
  return fails_at("getrandom", word) ? -1 : syscall(SYS_getrandom, bytes, count, 0) == (long)count ? 0 : -1;
}
int mkdir(const char *path, mode_t mode) {
  return fails_at("mkdir", path) ? -1 : (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
}
void *mmap64(void *at, size_t size, int rights, int flags, int file, off64_t place) {
  return fails_on("mmap", file) ? MAP_FAILED : (void *)syscall(SYS_mmap, at, size, rights, flags, file, place);
}
void *mmap(void *at, size_t size, int rights, int flags, int file, off_t place) {
  return mmap64(at, size, rights, flags, file, place);
}
int flock(int file, int operation) { return fails_on("flock", file) ? -1 : (int)syscall(SYS_flock, file, operation); }

// Giving a lock back never fails on a local disk.
static int controlled(int file, int command, void *argument) {
  int takes = command == F_SETLK && ((struct flock *)argument)->l_type != F_UNLCK;
  return takes && fails_on("fcntl", file) ? -1 : (int)syscall(SYS_fcntl, file, command, argument);
}
int fcntl64(int file, int command, ...) {
  va_list more;
  va_start(more, command);
  void *argument = va_arg(more, void *);
  va_end(more);
  return controlled(file, command, argument);
}
int fcntl(int file, int command, ...) {
  va_list more;
  va_start(more, command);
  void *argument = va_arg(more, void *);
  va_end(more);
  return controlled(file, command, argument);
}

// Calls without a path.
int eventfd(unsigned count, int flags) {
  return fails_at("eventfd", "") ? -1 : (int)syscall(SYS_eventfd2, count, flags);
}
int epoll_create1(int flags) { return fails_at("epoll", "") ? -1 : (int)syscall(SYS_epoll_create1, flags); }
int epoll_create(int size) { return epoll_create1(size > 0 ? 0 : -1); }
int pipe2(int *ends, int flags) { return fails_at("pipe", "") ? -1 : (int)syscall(SYS_pipe2, ends, flags); }
int pipe(int *ends) { return pipe2(ends, 0); }
int socket(int domain, int type, int protocol) {
  return fails_at("socket", "") ? -1 : (int)syscall(SYS_socket, domain, type, protocol);
}
int socketpair(int domain, int type, int protocol, int *ends) {
  return fails_at("socketpair", "") ? -1 : (int)syscall(SYS_socketpair, domain, type, protocol, ends);
}
int timerfd_create(int clock, int flags) {
  return fails_at("timerfd", "") ? -1 : (int)syscall(SYS_timerfd_create, clock, flags);
}
int inotify_init1(int flags) { return fails_at("inotify", "") ? -1 : (int)syscall(SYS_inotify_init1, flags); }

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *), void *argument) {
  typedef int create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  if (fails_at("thread", "")) return code;
  return ((create *)dlsym(RTLD_NEXT, "pthread_create"))(thread, attributes, body, argument);
}

int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints, struct addrinfo **found) {
  typedef int get(const char *, const char *, const struct addrinfo *, struct addrinfo **);
  if (fails_at("getaddrinfo", host)) return EAI_SYSTEM;
  return ((get *)dlsym(RTLD_NEXT, "getaddrinfo"))(host, port, hints, found);
}

int curl_multi_perform(void *multi, int *running) {
  typedef int perform(void *, int *);
  fails_at("perform", "");
  return ((perform *)dlsym(RTLD_NEXT, "curl_multi_perform"))(multi, running);
}

int curl_multi_cleanup(void *multi) {
  typedef int cleanup(void *);
  fails_at("cleanup", "");
  return ((cleanup *)dlsym(RTLD_NEXT, "curl_multi_cleanup"))(multi);
}
