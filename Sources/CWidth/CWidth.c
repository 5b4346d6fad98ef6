#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#include "CWidth.h"
#include <locale.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <wchar.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

enum { page_bits = 8, page_size = 1 << page_bits, page_count = 0x110000 >> page_bits };

static locale_t utf8;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static _Atomic(int8_t *) pages[page_count];

static void open_locale(void) {
  utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
  if (!utf8) utf8 = newlocale(LC_CTYPE_MASK, "en_US.UTF-8", (locale_t)0);
}

// Asks the C library for the whole page; switching the locale costs more than the questions.
static void fill(int8_t *page, uint32_t first) {
  pthread_once(&once, open_locale);
  locale_t before = utf8 ? uselocale(utf8) : (locale_t)0;
  for (uint32_t i = 0; i < page_size; i++) page[i] = (int8_t)wcwidth((wchar_t)(first + i));
  if (before) uselocale(before);
}

int cwidth_columns(uint32_t scalar) {
  if (scalar >= 0x110000) return -1;
  _Atomic(int8_t *) *slot = &pages[scalar >> page_bits];
  int8_t *page = atomic_load_explicit(slot, memory_order_acquire);
  if (!page) {
    int8_t *fresh = malloc(page_size);
    if (!fresh) abort();
    fill(fresh, scalar & ~(uint32_t)(page_size - 1));
    if (atomic_compare_exchange_strong_explicit(slot, &page, fresh, memory_order_acq_rel, memory_order_acquire)) {
      page = fresh;
    } else {
      free(fresh);
    }
  }
  return page[scalar & (page_size - 1)];
}
