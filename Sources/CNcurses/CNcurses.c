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

extern char **environ;

// What was once the environment; other threads may still be reading it.
typedef struct Environment {
  struct Environment *next;
  char *added[3];
  char *variables[];
} Environment;
static Environment *environments;

// The environment with three variables more, in place of those of the same names; NULL where there is no memory. setenv(3)
// would move the one that is in use from under another thread that looks for a variable, as libcurl's does.
static char **extended_environment(const char *first, const char *second, const char *third) {
  size_t count = 0;
  while (environ[count]) count++;
  Environment *made = malloc(sizeof(Environment) + (count + 4) * sizeof(char *));
  if (!made) return NULL;
  const char *const texts[3] = {first, second, third};
  size_t used = 0;
  for (int i = 0; i < 3; i++) {
    made->added[i] = strdup(texts[i]);
    if (made->added[i]) made->variables[used++] = made->added[i];
  }
  for (size_t old = 0; old < count; old++) {
    int is_replaced = 0;
    for (int i = 0; i < 3; i++) {
      size_t name = strcspn(texts[i], "=") + 1;
      if (strncmp(environ[old], texts[i], name) == 0) is_replaced = 1;
    }
    if (!is_replaced) made->variables[used++] = environ[old];
  }
  made->variables[used] = NULL;
  made->next = environments;
  environments = made;
  return made->variables;
}

SCREEN *cn_open_screen(const char *terminal, FILE *output, FILE *input, int rows, int width) {
  // Handlers are the caller's business.
  static const int handled[] = {SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
  enum { handled_count = sizeof handled / sizeof handled[0] };
  struct sigaction before[handled_count];
  for (int i = 0; i < handled_count; i++) sigaction(handled[i], NULL, &before[i]);

  // Padding is for terminals that are slower than their line; ncurses would sleep for it. The extent cannot be asked of
  // a file.
  char lines_text[32], columns_text[32];
  snprintf(lines_text, sizeof lines_text, "LINES=%d", rows);
  snprintf(columns_text, sizeof columns_text, "COLUMNS=%d", width);
  char **plain = environ;
  char **extended = extended_environment("NCURSES_NO_PADDING=1", lines_text, columns_text);
  if (extended) environ = extended;
  SCREEN *screen = newterm(terminal, output, input);
  environ = plain;

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
