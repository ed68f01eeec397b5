#include "recurrent_kernels.h"

// Products of matrices as small as those of one step: tiles of the result stay in registers over the whole depth. Twelve
// vectors of sums hide the latency of the multiplications and leave four of AVX2's sixteen registers to the factors.

typedef float eight __attribute__((ext_vector_type(8), aligned(4)));

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

struct factors {
  const float *a;
  long a_row, a_step;
  const float *b;
  long b_panel, b_step;
};

/// One tile of `rows` × 8 · `vectors` sums, each in the order of the depth; both are constants wherever this is inlined.
INLINE void tile(
    struct factors f, float *sums, long stride, long depth, bool adds, int rows, int vectors, bool is_fused) {
  eight total[12];
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++) {
      total[r * vectors + v] = adds ? *(const eight *)(sums + r * stride + 8 * v) : (eight){0};
    }
  }
  for (long k = 0; k < depth; k++) {
    eight b[2];
    UNROLL for (int v = 0; v < vectors; v++) b[v] = *(const eight *)(f.b + k * f.b_step + 8 * v);
    UNROLL for (int r = 0; r < rows; r++) {
      eight factor = f.a[r * f.a_row + k * f.a_step];
      UNROLL for (int v = 0; v < vectors; v++) {
        eight *sum = &total[r * vectors + v];
        *sum = is_fused ? __builtin_elementwise_fma(factor, b[v], *sum) : *sum + factor * b[v];
      }
    }
  }
  UNROLL for (int r = 0; r < rows; r++) {
    UNROLL for (int v = 0; v < vectors; v++) *(eight *)(sums + r * stride + 8 * v) = total[r * vectors + v];
  }
}

/// All rows of one panel of 8 · `vectors` columns.
INLINE void panel(struct factors f, float *sums, long stride, long rows, long depth, bool adds, int vectors, bool is_fused) {
  const int most = 12 / vectors;
  long row = 0;
  for (; row + most <= rows; row += most, f.a += most * f.a_row, sums += most * stride) {
    tile(f, sums, stride, depth, adds, most, vectors, is_fused);
  }
  for (; row + 4 <= rows; row += 4, f.a += 4 * f.a_row, sums += 4 * stride) {
    tile(f, sums, stride, depth, adds, 4, vectors, is_fused);
  }
  for (; row + 2 <= rows; row += 2, f.a += 2 * f.a_row, sums += 2 * stride) {
    tile(f, sums, stride, depth, adds, 2, vectors, is_fused);
  }
  for (; row < rows; row++, f.a += f.a_row, sums += stride) tile(f, sums, stride, depth, adds, 1, vectors, is_fused);
}

INLINE void product(
    struct factors f, float *sums, long stride, long rows, long columns, long depth, bool adds, bool is_fused) {
  for (; columns >= 16; columns -= 16, f.b += f.b_panel, sums += 16) {
    panel(f, sums, stride, rows, depth, adds, 2, is_fused);
  }
  if (columns > 0) panel(f, sums, stride, rows, depth, adds, 1, is_fused);
}

#if defined(__x86_64__)
__attribute__((target("avx2,fma"))) static void fused_product(
    struct factors f, float *sums, long stride, long rows, long columns, long depth, bool adds) {
  if (adds) {
    product(f, sums, stride, rows, columns, depth, true, true);
  } else {
    product(f, sums, stride, rows, columns, depth, false, true);
  }
}
#endif

void recurrent_product(
    const float *a, long a_row, long a_step, const float *b, long b_panel, long b_step, float *sums, long stride, long rows,
    long columns, long depth, bool adds) {
  struct factors f = {a, a_row, a_step, b, b_panel, b_step};
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    fused_product(f, sums, stride, rows, columns, depth, adds);
    return;
  }
  product(f, sums, stride, rows, columns, depth, adds, false);
#else
  product(f, sums, stride, rows, columns, depth, adds, true);
#endif
}
