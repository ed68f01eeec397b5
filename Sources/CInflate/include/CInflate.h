#ifndef FORESCALE_CINFLATE_H
#define FORESCALE_CINFLATE_H

#include <stddef.h>
#include <stdint.h>

/// Inflates gzip members in pieces, with Intel's ISA-L.
typedef struct fs_inflater fs_inflater;

/// How a piece went.
enum fs_inflate_status {
  /// More input or more room is needed.
  FS_INFLATE_MORE = 0,
  /// The member is complete and its checksum and length are right.
  FS_INFLATE_END = 1,
  FS_INFLATE_DAMAGED = 2,
};

/// An inflater at the beginning of a member, to be freed with `fs_inflater_free`; NULL without memory.
fs_inflater *fs_inflater_new(void);
void fs_inflater_free(fs_inflater *inflater);

/// Goes back to the beginning of a member.
void fs_inflater_reset(fs_inflater *inflater);

/// Inflates from `in` to `out` and takes off both counts what was used. Returns an `fs_inflate_status`.
int32_t fs_inflate(fs_inflater *inflater, const uint8_t *in, uint32_t *in_count, uint8_t *out, uint32_t *out_count);

#endif
