#ifndef BIZCLIMATE_CZLIB_SHIM_H
#define BIZCLIMATE_CZLIB_SHIM_H

#include <zlib.h>

/** `inflateInit2` is a macro, which Swift does not import; 31 is a gzip stream. */
static inline int bizclimate_zlib_start_gzip(z_stream *stream) { return inflateInit2(stream, 31); }

#endif
