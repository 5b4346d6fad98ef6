#include "CImage.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>
#include <turbojpeg.h>
#include <webp/decode.h>

cimage_kind cimage_kind_of(const uint8_t *bytes, size_t count) {
  static const uint8_t png[8] = {0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A};
  if (count >= 8 && memcmp(bytes, png, 8) == 0) return cimage_png;
  if (count >= 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF) return cimage_jpeg;
  if (count >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0) return cimage_webp;
  return cimage_unknown;
}

int cimage_measure(cimage_kind kind, const uint8_t *bytes, size_t count, int32_t *width, int32_t *height) {
  switch (kind) {
    case cimage_png: {
      png_image image;
      memset(&image, 0, sizeof image);
      image.version = PNG_IMAGE_VERSION;
      if (!png_image_begin_read_from_memory(&image, bytes, count)) return 0;
      int fits = image.width > 0 && image.height > 0 && image.width <= INT32_MAX && image.height <= INT32_MAX;
      *width = (int32_t)image.width;
      *height = (int32_t)image.height;
      png_image_free(&image);
      return fits;
    }
    case cimage_jpeg: {
      tjhandle handle = tjInitDecompress();
      if (!handle) return 0;
      int w = 0, h = 0, sampling = 0, space = 0;
      int failed = tjDecompressHeader3(handle, bytes, count, &w, &h, &sampling, &space);
      tjDestroy(handle);
      *width = w;
      *height = h;
      return !failed && w > 0 && h > 0;
    }
    case cimage_webp: {
      int w = 0, h = 0;
      if (!WebPGetInfo(bytes, count, &w, &h)) return 0;
      *width = w;
      *height = h;
      return w > 0 && h > 0;
    }
    default: return 0;
  }
}

int32_t cimage_divisor(cimage_kind kind, int32_t width, int32_t height, int32_t wanted_width, int32_t wanted_height) {
  if (kind != cimage_jpeg) return 1;
  int32_t divisor = 1;
  while (divisor < 8 && width / (divisor * 2) >= wanted_width && height / (divisor * 2) >= wanted_height) divisor *= 2;
  return divisor;
}

int cimage_decode(cimage_kind kind, const uint8_t *bytes, size_t count, int32_t width, int32_t height, int32_t divisor,
                  uint8_t *rgba) {
  switch (kind) {
    case cimage_png: {
      png_image image;
      memset(&image, 0, sizeof image);
      image.version = PNG_IMAGE_VERSION;
      if (!png_image_begin_read_from_memory(&image, bytes, count)) return 0;
      if (image.width != (png_uint_32)width || image.height != (png_uint_32)height) {
        png_image_free(&image);
        return 0;
      }
      image.format = PNG_FORMAT_RGBA;
      int done = png_image_finish_read(&image, NULL, rgba, 0, NULL);
      png_image_free(&image);
      return done;
    }
    case cimage_jpeg: {
      tjhandle handle = tjInitDecompress();
      if (!handle) return 0;
      int32_t w = (width + divisor - 1) / divisor, h = (height + divisor - 1) / divisor;
      // A picture that breaks off is shown as far as it goes; one with scans without end is not.
      int failed = tjDecompress2(handle, bytes, count, rgba, w, w * 4, h, TJPF_RGBA, TJFLAG_LIMITSCANS);
      int usable = !failed || tjGetErrorCode(handle) == TJERR_WARNING;
      tjDestroy(handle);
      return usable;
    }
    case cimage_webp:
      return WebPDecodeRGBAInto(bytes, count, rgba, (size_t)width * (size_t)height * 4, width * 4) != NULL;
    default: return 0;
  }
}

uint8_t *cimage_encode_png(const uint8_t *rgba, int32_t width, int32_t height, size_t *count) {
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  image.width = (png_uint_32)width;
  image.height = (png_uint_32)height;
  image.format = PNG_FORMAT_RGBA;
  image.flags = PNG_IMAGE_FLAG_FAST;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  uint8_t *buffer = malloc(size);
  if (!buffer) return NULL;
  if (!png_image_write_to_memory(&image, buffer, &size, 0, rgba, 0, NULL)) {
    free(buffer);
    return NULL;
  }
  *count = size;
  return buffer;
}
