#include "CNcurses.h"
#ifdef __linux__
#include <sys/mman.h>
#include <unistd.h>
#endif

FILE *cn_capture_file(void) {
#ifdef __linux__
  int descriptor = memfd_create("screen", MFD_CLOEXEC);
  if (descriptor < 0) return NULL;
  FILE *file = fdopen(descriptor, "r+");
  if (!file) close(descriptor);
  return file;
#else
  return tmpfile();
#endif
}
