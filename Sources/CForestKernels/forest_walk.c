#include "forest_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define HAS_GATHER 1
#endif

enum {
  // Walks that a vector takes one step on at once.
  LANES = 8,
  // Most walks that are made side by side. Each waits for memory at nearly every step; while it does, all the others take
  // theirs, and what they will need is on its way.
  WALKS = 256,
  // Walks side by side where each has a row of its own: so many rows stay in the nearest cache.
  WALKS_OF_ROWS = 64,
};

// Walks that are made side by side: a whole number of vectors, filled up with repetitions of the last one.
typedef struct {
  // Where the walks are, counted from `nodes`. Distances have 23 bits, so that 256 trees are within reach.
  _Alignas(32) int32_t places[WALKS];
  // Where their rows begin, counted from `values`.
  _Alignas(32) int32_t rows[WALKS];
  // The payloads of the places where they were last; of their leaves, at the end.
  _Alignas(32) uint32_t payloads[WALKS];
  const uint64_t *nodes;
  const float *values;
  long vectors;
} Walks;

// All walks to their ends, step by step. A leaf leads back to itself and tells its payload again, so that nothing is decided
// by a branch.
static void walk_plainly(Walks *walks) {
  const uint64_t *const nodes = walks->nodes;
  const float *const values = walks->values;
  uint16_t names[WALKS];
  long count = walks->vectors * LANES;
  for (long walk = 0; walk < count; walk++) names[walk] = (uint16_t)walk;
  while (count > 0) {
    long kept = 0;
    for (long k = 0; k < count; k++) {
      const long walk = names[k];
      const int32_t place = walks->places[walk];
      const uint64_t node = nodes[place];
      const union {
        uint32_t bits;
        float value;
      } threshold = {.bits = (uint32_t)node};
      const int32_t distance = (int32_t)(node >> 32) >> 9;
      const float value = values[walks->rows[walk] + (long)(node >> 32 & 0x1FF)];
      const int32_t next = place + distance + (value > threshold.value);
      __builtin_prefetch(nodes + next);
      walks->places[walk] = next;
      walks->payloads[walk] = threshold.bits;
      names[kept] = (uint16_t)walk;
      kept += next != place;
    }
    count = kept;
  }
}

#ifdef HAS_GATHER
__attribute__((target("avx2"))) static inline void prefetch_pair(const uint64_t *nodes, uint64_t places) {
  __builtin_prefetch(nodes + (uint32_t)places);
  __builtin_prefetch(nodes + (places >> 32));
}

// The same for eight walks at once; a vector goes on until all its walks are at their leaves.
__attribute__((target("avx2"))) static void walk_gathering(Walks *walks) {
  const uint64_t *const nodes = walks->nodes;
  const float *const row_values = walks->values;
  const __m256i featureMask = _mm256_set1_epi32(0x1FF);
  uint8_t names[WALKS / LANES];
  long count = walks->vectors;
  for (long vector = 0; vector < count; vector++) names[vector] = (uint8_t)vector;
  while (count > 0) {
    long kept = 0;
    for (long vector = 0; vector < count; vector++) {
      const long first = names[vector] * LANES;
      const __m256i place = _mm256_load_si256((const __m256i *)(walks->places + first));
      const __m256i rows = _mm256_load_si256((const __m256i *)(walks->rows + first));
      const __m256 lower =
          _mm256_castsi256_ps(_mm256_i32gather_epi64((const long long *)nodes, _mm256_castsi256_si128(place), 8));
      const __m256 upper =
          _mm256_castsi256_ps(_mm256_i32gather_epi64((const long long *)nodes, _mm256_extracti128_si256(place, 1), 8));
      // Halves of the eight nodes; the shuffle leaves pairs in the order 0, 2, 1, 3.
      const __m256i thresholds =
          _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(lower, upper, 0x88)), 0xD8);
      const __m256i links =
          _mm256_permute4x64_epi64(_mm256_castps_si256(_mm256_shuffle_ps(lower, upper, 0xDD)), 0xD8);
      const __m256 values = _mm256_i32gather_ps(
          row_values, _mm256_add_epi32(rows, _mm256_and_si256(links, featureMask)), 4);
      // −1 where a walk goes right.
      const __m256i right =
          _mm256_castps_si256(_mm256_cmp_ps(values, _mm256_castsi256_ps(thresholds), _CMP_GT_OQ));
      const __m256i next =
          _mm256_sub_epi32(_mm256_add_epi32(place, _mm256_srai_epi32(links, 9)), right);
      const __m128i near = _mm256_castsi256_si128(next), far = _mm256_extracti128_si256(next, 1);
      prefetch_pair(nodes, (uint64_t)_mm_cvtsi128_si64(near));
      prefetch_pair(nodes, (uint64_t)_mm_extract_epi64(near, 1));
      prefetch_pair(nodes, (uint64_t)_mm_cvtsi128_si64(far));
      prefetch_pair(nodes, (uint64_t)_mm_extract_epi64(far, 1));
      _mm256_store_si256((__m256i *)(walks->places + first), next);
      _mm256_store_si256((__m256i *)(walks->payloads + first), thresholds);
      names[kept] = names[vector];
      kept += _mm256_movemask_epi8(_mm256_cmpeq_epi32(next, place)) != -1;
    }
    count = kept;
  }
}
#endif

// Makes `count` walks, at least one, and hands over their leaves.
static void walk(Walks *walks, long count, uint32_t *leaves, bool gathers) {
  walks->vectors = (count + LANES - 1) / LANES;
  for (long walk = count; walk < walks->vectors * LANES; walk++) {
    walks->places[walk] = walks->places[count - 1];
    walks->rows[walk] = walks->rows[count - 1];
  }
#ifdef HAS_GATHER
  if (gathers) {
    walk_gathering(walks);
  } else {
    walk_plainly(walks);
  }
#else
  walk_plainly(walks);
#endif
  for (long walk = 0; walk < count; walk++) leaves[walk] = walks->payloads[walk];
}

bool forest_can_gather(void) {
#ifdef HAS_GATHER
  return __builtin_cpu_supports("avx2");
#else
  return false;
#endif
}

static long least(long one, long other) { return one < other ? one : other; }

void forest_walk_trees(
    const uint64_t *nodes, const long *starts, long trees, const float *row, uint32_t *leaves,
    bool gathers) {
  Walks walks;
  walks.values = row;
  for (long first = 0; first < trees; first += WALKS) {
    const long count = least(WALKS, trees - first);
    walks.nodes = nodes + starts[first];
    for (long walk = 0; walk < count; walk++) {
      walks.places[walk] = (int32_t)(starts[first + walk] - starts[first]);
      walks.rows[walk] = 0;
    }
    walk(&walks, count, leaves + first, gathers);
  }
}

void forest_walk_rows(
    const uint64_t *nodes, long start, const float *values, long rows, long width, uint32_t *leaves,
    bool gathers) {
  Walks walks;
  walks.nodes = nodes + start;
  for (long first = 0; first < rows; first += WALKS_OF_ROWS) {
    const long count = least(WALKS_OF_ROWS, rows - first);
    walks.values = values + first * width;
    for (long walk = 0; walk < count; walk++) {
      walks.places[walk] = 0;
      walks.rows[walk] = (int32_t)(walk * width);
    }
    walk(&walks, count, leaves + first, gathers);
  }
}
