// What Swift's importer cannot see of ncursesw: macros, mutable globals, variadics.
#ifndef CNCURSES_SHIM_H
#define CNCURSES_SHIM_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1
#endif
#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <term.h>
#include <stdint.h>
#include <stdio.h>
#include "CrashGuard.h"
#include "SignalPipe.h"

static const attr_t CN_BOLD = WA_BOLD;
static const attr_t CN_DIM = WA_DIM;
static const attr_t CN_REVERSE = WA_REVERSE;
static const attr_t CN_UNDERLINE = WA_UNDERLINE;
static const attr_t CN_ITALIC = A_ITALIC;

static inline WINDOW *cn_window(void) { return stdscr; }
static inline WINDOW *cn_terminal_window(void) { return curscr; }
static inline int cn_colors(void) { return COLORS; }

/// Gives the process a UTF-8 character set if its locale has another; 0 if the locale had it already, 1 if it was
/// replaced, -1 if the system has none.
int cn_use_utf8(void);

/// A file in memory (unnamed on disk where the system has no such files) that ncurses writes to; NULL with errno set.
FILE *cn_capture_file(void);

/// newterm(3) for an extent of `rows` by `width`, without its signal handlers and padding; NULL where the terminal is
/// not known or cannot move its cursor.
SCREEN *cn_open_screen(const char *terminal, FILE *output, FILE *input, int rows, int width);

/// Whether terminfo has a description of `terminal`.
int cn_is_described(const char *terminal);

/// Writes `count` scalars from row `y`, column `x`.
void cn_put(WINDOW *window, int y, int x, const uint32_t *scalars, int count, attr_t attributes, int pair);

/// Writes one character of `count` scalars, its base first, at row `y`, column `x`; scalars beyond the fifth are left out.
void cn_put_one(WINDOW *window, int y, int x, const uint32_t *scalars, int count, attr_t attributes, int pair);

/// Fills `count` cells from row `y`, column `x` with blanks.
void cn_fill(WINDOW *window, int y, int x, int count, attr_t attributes, int pair);

/// What makes all of `rows` rows scroll together, for the current screen's terminal; empty where nothing else is possible.
const char *cn_scroll_region(int rows);

/// A string capability of the current screen's terminal; NULL where it has none.
const char *cn_capability(const char *name);
#endif
