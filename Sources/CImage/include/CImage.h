// Measuring, decoding and encoding of images, with plain types: libpng's simplified interface, TurboJPEG and libwebp, none
// of which needs longjmp on the caller's side.
#ifndef CIMAGE_SHIM_H
#define CIMAGE_SHIM_H
#include <stddef.h>
#include <stdint.h>

typedef enum { cimage_unknown, cimage_png, cimage_jpeg, cimage_webp } cimage_kind;

// What the bytes are by their beginning.
cimage_kind cimage_kind_of(const uint8_t *bytes, size_t count);

// Reads the head alone: width and height in pixels. 0 where it cannot be read.
int cimage_measure(cimage_kind kind, const uint8_t *bytes, size_t count, int32_t *width, int32_t *height);

// The divisor (1, 2, 4, 8) by which a JPEG of this width and height is best made smaller while it is decoded, so that it
// still covers `wanted_width` by `wanted_height` pixels; 1 for other kinds.
int32_t cimage_divisor(cimage_kind kind, int32_t width, int32_t height, int32_t wanted_width, int32_t wanted_height);

// Decodes into `rgba`, which has room for the measures divided by `divisor`, rounded up, four bytes a pixel. 0 where that
// fails.
int cimage_decode(cimage_kind kind, const uint8_t *bytes, size_t count, int32_t width, int32_t height, int32_t divisor,
                  uint8_t *rgba);

// Encodes four bytes a pixel as a PNG; the caller frees it. NULL where there is no memory.
uint8_t *cimage_encode_png(const uint8_t *rgba, int32_t width, int32_t height, size_t *count);
#endif
