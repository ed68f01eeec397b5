#include "CInflate.h"

#include <isa-l/igzip_lib.h>
#include <stdlib.h>

struct fs_inflater {
  struct inflate_state state;
};

fs_inflater *fs_inflater_new(void) {
  fs_inflater *inflater = malloc(sizeof *inflater);
  if (inflater) {
    isal_inflate_init(&inflater->state);
    fs_inflater_reset(inflater);
  }
  return inflater;
}

void fs_inflater_free(fs_inflater *inflater) { free(inflater); }

void fs_inflater_reset(fs_inflater *inflater) {
  isal_inflate_reset(&inflater->state);
  inflater->state.crc_flag = ISAL_GZIP;
}

int32_t fs_inflate(fs_inflater *inflater, const uint8_t *in, uint32_t *in_count, uint8_t *out, uint32_t *out_count) {
  struct inflate_state *state = &inflater->state;
  state->next_in = (uint8_t *)in;
  state->avail_in = *in_count;
  state->next_out = out;
  state->avail_out = *out_count;
  const int code = isal_inflate(state);
  *in_count = state->avail_in;
  *out_count = state->avail_out;
  if (code < 0) return FS_INFLATE_DAMAGED;
  return state->block_state == ISAL_BLOCK_FINISH ? FS_INFLATE_END : FS_INFLATE_MORE;
}
