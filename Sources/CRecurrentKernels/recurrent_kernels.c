#include "recurrent_kernels.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

// A fused product would give other bits with AVX2 than without.
#pragma STDC FP_CONTRACT OFF

#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_MACHINE __attribute__((target_clones("avx2", "default")))
#else
#define FOR_EACH_MACHINE
#endif

/// 1 / (1 + e⁻ˣ); `Float.logistic` in Swift, which see, operation by operation.
static inline __attribute__((always_inline)) float logistic(float x) {
  float y = -x;
  y = y < -87.0f ? -87.0f : y;
  y = y > 87.0f ? 87.0f : y;
  const float rounder = 0x1.8p23f;
  float shifted = y * 1.44269504f + rounder;
  float n = shifted - rounder;
  float r = (y - n * 0.693359375f) + n * 2.1219444e-4f;
  float polynomial = 1.0f / 5040;
  polynomial = polynomial * r + 1.0f / 720;
  polynomial = polynomial * r + 1.0f / 120;
  polynomial = polynomial * r + 1.0f / 24;
  polynomial = polynomial * r + 1.0f / 6;
  polynomial = polynomial * r + 0.5f;
  polynomial = polynomial * r + 1.0f;
  polynomial = polynomial * r + 1.0f;
  unsigned bits;
  memcpy(&bits, &shifted, sizeof bits);
  bits = (bits << 23) + 0x3F800000u;
  float power;
  memcpy(&power, &bits, sizeof power);
  return 1.0f / (1.0f + polynomial * power);
}

static inline __attribute__((always_inline)) float tangent(float x) { return 2.0f * logistic(2.0f * x) - 1.0f; }

FOR_EACH_MACHINE void recurrent_activate(
    float *gates, const float *previous, float *cells, float *tangents, float *hidden, long hidden_stride, long rows,
    long units) {
  for (long row = 0; row < rows; row++) {
    float *restrict i = gates + row * 4 * units;
    float *restrict f = i + units;
    float *restrict g = f + units;
    float *restrict o = g + units;
    float *restrict c = cells + row * units;
    float *restrict t = tangents + row * units;
    float *restrict h = hidden + row * hidden_stride;
    if (previous != NULL) {
      const float *restrict old = previous + row * units;
      for (long k = 0; k < units; k++) {
        float in = logistic(i[k]), keep = logistic(f[k]), candidate = tangent(g[k]), out = logistic(o[k]);
        float cell = keep * old[k] + in * candidate;
        float squashed = tangent(cell);
        i[k] = in;
        f[k] = keep;
        g[k] = candidate;
        o[k] = out;
        c[k] = cell;
        t[k] = squashed;
        h[k] = out * squashed;
      }
    } else {
      for (long k = 0; k < units; k++) {
        float in = logistic(i[k]), keep = logistic(f[k]), candidate = tangent(g[k]), out = logistic(o[k]);
        float cell = in * candidate;
        float squashed = tangent(cell);
        i[k] = in;
        f[k] = keep;
        g[k] = candidate;
        o[k] = out;
        c[k] = cell;
        t[k] = squashed;
        h[k] = out * squashed;
      }
    }
  }
}

FOR_EACH_MACHINE void recurrent_differentiate(
    float *gates, const float *previous, const float *tangents, const float *hidden_gradient, float *cell_gradient,
    long rows, long units) {
  for (long row = 0; row < rows; row++) {
    float *restrict i = gates + row * 4 * units;
    float *restrict f = i + units;
    float *restrict g = f + units;
    float *restrict o = g + units;
    const float *restrict t = tangents + row * units;
    const float *restrict dh = hidden_gradient + row * units;
    float *restrict dc = cell_gradient + row * units;
    if (previous != NULL) {
      const float *restrict old = previous + row * units;
      for (long k = 0; k < units; k++) {
        float in = i[k], keep = f[k], candidate = g[k], out = o[k];
        float total = dc[k] + dh[k] * out * (1.0f - t[k] * t[k]);
        o[k] = dh[k] * t[k] * out * (1.0f - out);
        i[k] = total * candidate * in * (1.0f - in);
        g[k] = total * in * (1.0f - candidate * candidate);
        dc[k] = total * keep;
        f[k] = total * old[k] * keep * (1.0f - keep);
      }
    } else {
      for (long k = 0; k < units; k++) {
        float in = i[k], candidate = g[k], out = o[k];
        float total = dc[k] + dh[k] * out * (1.0f - t[k] * t[k]);
        o[k] = dh[k] * t[k] * out * (1.0f - out);
        i[k] = total * candidate * in * (1.0f - in);
        g[k] = total * in * (1.0f - candidate * candidate);
        dc[k] = total * f[k];
        f[k] = 0.0f;
      }
    }
  }
}

typedef float eight __attribute__((vector_size(32), aligned(4)));

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

static inline __attribute__((always_inline)) float square_root(float x) {
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
