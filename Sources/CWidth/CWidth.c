#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "CWidth.h"
#include <locale.h>
#include <pthread.h>
#include <wchar.h>

static locale_t utf8;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_locale(void) {
  utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (!utf8) utf8 = newlocale(LC_CTYPE_MASK, "en_US.UTF-8", (locale_t)0);
}

int cwidth_columns(uint32_t scalar) {
  pthread_once(&once, open_locale);
  locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
  int columns = wcwidth((wchar_t)scalar);
  if (before) uselocale(before);
  return columns;
}
