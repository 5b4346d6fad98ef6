// wcwidth(3), which the Glibc module hides, answered for UTF-8 whatever locale the process runs in.
#ifndef CWIDTH_SHIM_H
#define CWIDTH_SHIM_H
#include <stdint.h>

/// Columns of one Unicode scalar by the C library: 0, 1 or 2; -1 where it is not printable or not known.
/// Any thread may ask; answers are kept, a page of 256 scalars at a time.
int cwidth_columns(uint32_t scalar);
#endif
