#ifndef BIZCLIMATE_CZLIB_SHIM_H
#define BIZCLIMATE_CZLIB_SHIM_H

#include <zlib.h>

/** `inflateInit2` is a macro, which Swift does not import; 31 is a gzip stream. */
static inline int bizclimate_zlib_start_gzip(z_stream *stream) { return inflateInit2(stream, 31); }

/** `deflateInit2` is one too; -15 is a raw stream, as ZIP archives hold it. */
static inline int bizclimate_zlib_start_raw_deflate(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}

static inline int bizclimate_zlib_start_raw_inflate(z_stream *stream) { return inflateInit2(stream, -15); }

#endif
