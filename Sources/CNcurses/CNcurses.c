#include "CNcurses.h"
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

int cn_use_utf8(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return 0;
  if (setlocale(LC_CTYPE, "C.UTF-8") || setlocale(LC_CTYPE, "en_US.UTF-8")) return 1;
  return -1;
}

SCREEN *cn_open_screen(const char *terminal, FILE *output, FILE *input, int rows, int width) {
  // Handlers are the caller's business.
  static const int handled[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
  enum { handled_count = sizeof handled / sizeof handled[0] };
  struct sigaction before[handled_count];
  for (int i = 0; i < handled_count; i++) sigaction(handled[i], NULL, &before[i]);

  // Padding is for terminals that are slower than their line; ncurses would sleep for it. The extent cannot be asked of
  // a file.
  static const char *const names[] = {"NCURSES_NO_PADDING", "LINES", "COLUMNS"};
  char lines_text[16], columns_text[16];
  snprintf(lines_text, sizeof lines_text, "%d", rows);
  snprintf(columns_text, sizeof columns_text, "%d", width);
  const char *const values[] = {"1", lines_text, columns_text};
  enum { name_count = sizeof names / sizeof names[0] };
  char *saved[name_count];
  for (int i = 0; i < name_count; i++) {
    const char *value = getenv(names[i]);
    saved[i] = value ? strdup(value) : NULL;
    setenv(names[i], values[i], 1);
  }

  SCREEN *screen = newterm(terminal, output, input);

  for (int i = 0; i < name_count; i++) {
    if (saved[i]) {
      setenv(names[i], saved[i], 1);
      free(saved[i]);
    } else {
      unsetenv(names[i]);
    }
  }
  for (int i = 0; i < handled_count; i++) sigaction(handled[i], &before[i], NULL);
  return screen;
}

int cn_is_described(const char *terminal) {
  TERMINAL *before = cur_term;
  cur_term = NULL;
  int found = 0;
  setupterm(terminal, -1, &found);
  if (cur_term) del_curterm(cur_term);
  set_curterm(before);
  return found == 1;
}

void cn_put(WINDOW *window, int y, int x, const uint32_t *scalars, int count, attr_t attributes, int pair) {
  wattr_set(window, attributes, 0, &pair);
  // The last cell of the last row is written, though the cursor cannot go on from there.
  mvwaddnwstr(window, y, x, (const wchar_t *)scalars, count);
}

void cn_put_one(WINDOW *window, int y, int x, const uint32_t *scalars, int count, attr_t attributes, int pair) {
  wchar_t text[CCHARW_MAX + 1] = {0};
  for (int i = 0; i < count && i < CCHARW_MAX; i++) text[i] = (wchar_t)scalars[i];
  cchar_t cell;
  // Put together here: waddnwstr(3) loses the marks of a wide base.
  if (setcchar(&cell, text, attributes, 0, &pair) != ERR) mvwadd_wchnstr(window, y, x, &cell, 1);
}

void cn_fill(WINDOW *window, int y, int x, int count, attr_t attributes, int pair) {
  cchar_t blank;
  // A blank in no colour of its own takes that of the window.
  wattr_set(window, attributes, 0, &pair);
  setcchar(&blank, L" ", attributes, 0, &pair);
  mvwhline_set(window, y, x, &blank, count);
}

const char *cn_scroll_region(int rows) {
  const char *format = cn_capability("csr");
  return format ? tparm(format, 0L, (long)(rows - 1), 0L, 0L, 0L, 0L, 0L, 0L, 0L) : "";
}

const char *cn_capability(const char *name) {
  const char *value = tigetstr(name);
  return value == (const char *)-1 ? NULL : value;
}
