#include "recurrent_kernels.h"

#include <math.h>
#include <stddef.h>

// A fused product would give other bits with AVX2 than without.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_MACHINE __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EACH_MACHINE
#endif

typedef float eight __attribute__((ext_vector_type(8), aligned(4)));
typedef int eight_bits __attribute__((ext_vector_type(8), aligned(4)));

#define INLINE static inline __attribute__((always_inline))

/// 1 / (1 + e⁻ˣ) of four vectors in place; `Float.logistic` in Swift, which see, operation by operation.
///
/// Four at a time, since each operation waits for the one before it. By pointer: without AVX a vector of eight cannot be
/// handed over by value.
INLINE void logistic(eight x[4]) {
  const float rounder = 0x1.8p23f;
  const eight low = -87.0f, high = 87.0f;
  eight shifted[4], r[4], square[4], lower[4], upper[4];
  for (int v = 0; v < 4; v++) {
    eight y = -x[v];
    y = y < low ? low : y;
    y = y > high ? high : y;
    shifted[v] = y * 1.44269504f + rounder;
    eight n = shifted[v] - rounder;
    r[v] = (y - n * 0.693359375f) + n * 2.1219444e-4f;
  }
  for (int v = 0; v < 4; v++) {
    square[v] = r[v] * r[v];
    lower[v] = (1.0f + r[v]) + square[v] * (0.5f + r[v] * (1.0f / 6));
    upper[v] = (1.0f / 24 + r[v] * (1.0f / 120)) + square[v] * (1.0f / 720 + r[v] * (1.0f / 5040));
  }
  for (int v = 0; v < 4; v++) {
    eight polynomial = lower[v] + (square[v] * square[v]) * upper[v];
    eight power = (eight)(((eight_bits)shifted[v] << 23) + 0x3F800000);
    x[v] = 1.0f / (1.0f + polynomial * power);
  }
}

/// tanh x of so many numbers, a multiple of eight; by way of the logistic function.
INLINE void tangent(const float *from, float *to, long count) {
  for (long k = 0; k < count; k += 32) {
    int vectors = count - k < 32 ? (int)(count - k) / 8 : 4;
    eight x[4] = {{0}};
    for (int v = 0; v < vectors; v++) x[v] = 2.0f * *(const eight *)(from + k + 8 * v);
    logistic(x);
    for (int v = 0; v < vectors; v++) *(eight *)(to + k + 8 * v) = 2.0f * x[v] - 1.0f;
  }
}

// Vectors by hand: with the pointers of so many rows the compiler falls back to one number at a time.

FOR_EACH_MACHINE void recurrent_activate(
    float *gates, const float *previous, float *cells, float *tangents, float *hidden, long hidden_stride, long rows,
    long units) {
  for (long row = 0; row < rows; row++) {
    for (long k = 0; k < units; k += 8) {
      eight *first = (eight *)(gates + row * 4 * units + k);
      long next = units / 8;
      eight z[4] = {first[0], first[next], 2.0f * first[2 * next], first[3 * next]};
      logistic(z);
      z[2] = 2.0f * z[2] - 1.0f;
      for (int gate = 0; gate < 4; gate++) first[gate * next] = z[gate];
      eight cell = z[0] * z[2];
      if (previous != NULL) cell = z[1] * *(const eight *)(previous + row * units + k) + cell;
      *(eight *)(cells + row * units + k) = cell;
    }
  }
  tangent(cells, tangents, rows * units);
  for (long row = 0; row < rows; row++) {
    const float *out = gates + (row * 4 + 3) * units;
    for (long k = 0; k < units; k += 8) {
      *(eight *)(hidden + row * hidden_stride + k) =
          *(const eight *)(out + k) * *(const eight *)(tangents + row * units + k);
    }
  }
}

FOR_EACH_MACHINE void recurrent_differentiate(
    float *gates, const float *previous, const float *tangents, const float *hidden_gradient, float *cell_gradient,
    long rows, long units) {
  for (long row = 0; row < rows; row++, gates += 4 * units) {
    for (long k = 0; k < units; k += 8) {
      eight *i = (eight *)(gates + k), *f = (eight *)(gates + units + k);
      eight *g = (eight *)(gates + 2 * units + k), *o = (eight *)(gates + 3 * units + k);
      long place = row * units + k;
      eight in = *i, keep = *f, candidate = *g, out = *o;
      eight squashed = *(const eight *)(tangents + place), slope = *(const eight *)(hidden_gradient + place);
      eight *cell = (eight *)(cell_gradient + place);
      eight total = *cell + slope * out * (1.0f - squashed * squashed);
      *o = slope * squashed * out * (1.0f - out);
      *i = total * candidate * in * (1.0f - in);
      *g = total * in * (1.0f - candidate * candidate);
      *cell = total * keep;
      eight old = previous != NULL ? *(const eight *)(previous + place) : (eight){0};
      *f = total * old * keep * (1.0f - keep);
    }
  }
}

FOR_EACH_MACHINE void recurrent_multiply(
    float *sums, const float *start, const float *matrix, const float *factors, long count, long width) {
  for (long column = 0; column < width; column += 32) {
    const eight *initial = (const eight *)(start + column);
    eight a = initial[0], b = initial[1], c = initial[2], d = initial[3];
    for (long k = 0; k < count; k++) {
      const eight *row = (const eight *)(matrix + k * width + column);
      float factor = factors[k];
      a += factor * row[0];
      b += factor * row[1];
      c += factor * row[2];
      d += factor * row[3];
    }
    eight *result = (eight *)(sums + column);
    result[0] = a;
    result[1] = b;
    result[2] = c;
    result[3] = d;
  }
}

INLINE float square_root(float x) {
#if __has_builtin(__builtin_elementwise_sqrt)
  return __builtin_elementwise_sqrt(x);  // Sets no errno, so that the loop over it becomes vector instructions.
#else
  return sqrtf(x);
#endif
}

FOR_EACH_MACHINE void recurrent_adam(
    float *restrict parameters, const float *restrict gradient, float *restrict first, float *restrict second,
    long count, float beta1, float rest1, float beta2, float rest2, float stride, float root, float epsilon) {
  for (long k = 0; k < count; k++) {
    float slope = gradient[k];
    first[k] = beta1 * first[k] + rest1 * slope;
    second[k] = beta2 * second[k] + rest2 * slope * slope;
    parameters[k] -= stride * first[k] / (square_root(second[k]) / root + epsilon);
  }
}

FOR_EACH_MACHINE double recurrent_square_sum(const float *values, long count) {
  double sums[8] = {0};
  long whole = count / 8 * 8;
  for (long k = 0; k < whole; k += 8) {
    for (int lane = 0; lane < 8; lane++) sums[lane] += (double)values[k + lane] * (double)values[k + lane];
  }
  double sum = 0;
  for (int lane = 0; lane < 8; lane++) sum += sums[lane];
  for (long k = whole; k < count; k++) sum += (double)values[k] * (double)values[k];
  return sum;
}
