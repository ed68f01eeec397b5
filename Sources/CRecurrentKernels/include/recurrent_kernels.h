#pragma once

#include <stdbool.h>

// Inner loops of the LSTM in single precision, compiled for AVX2 and for the least machine; which one runs is decided
// when the program is loaded. With one fixed order of operations for every element both give the same bits, but for
// `recurrent_product`, which trains and is not used in forecasts: it multiplies and adds in one rounding where the machine
// can. `Learning` has the slow twin of each in Swift. Pointers of one call never overlap, but for those that are said to
// be changed in place.
//
// Gates of a row follow each other as input, forget, candidate, output, `units` of each, a multiple of eight.

/// Turns the arguments of the gates into gates, in place, and takes the state one step on.
///
/// gates: (rows, 4 · units). previous: (rows, units), the cells before; null for 0. cells, tangents: (rows, units), new
/// cells and their hyperbolic tangents. hidden: (rows, ·), `hidden_stride` numbers from one row to the next.
void recurrent_activate(
    float *gates, const float *previous, float *cells, float *tangents, float *hidden, long hidden_stride, long rows,
    long units);

/// Turns gates into the derivatives of the loss by their arguments, in place, and takes the derivative by the cells one
/// step back, in place. Shapes are those of `recurrent_activate`; hidden_gradient is (rows, units).
void recurrent_differentiate(
    float *gates, const float *previous, const float *tangents, const float *hidden_gradient, float *cell_gradient,
    long rows, long units);

/// sums ← start + Σ factors[k] · row k of matrix, in the order of k. matrix: (count, width); width is a multiple of 32.
void recurrent_multiply(
    float *sums, const float *start, const float *matrix, const float *factors, long count, long width);

/// One step of Adam (Kingma & Ba 2015) with PyTorch's order of operations; rest1 and rest2 are 1 − beta1 and 1 − beta2.
void recurrent_adam(
    float *parameters, const float *gradient, float *first, float *second, long count, float beta1, float rest1,
    float beta2, float rest2, float stride, float root, float epsilon);

/// Σ values², in double precision, in eight sums that are added up at the end.
double recurrent_square_sum(const float *values, long count);

/// sums ← A·B, or sums + A·B where `adds`; each sum in the order of the depth.
///
/// A is (rows, depth), with element (r, k) at a[r · a_row + k · a_step]. B is (depth, columns) in panels of 16 columns:
/// element (k, c) is b[c / 16 · b_panel + k · b_step + c % 16]; b_panel is 16 where its rows lie as usual. Rows of sums are
/// `stride` numbers apart; columns is a multiple of eight.
void recurrent_product(
    const float *a, long a_row, long a_step, const float *b, long b_panel, long b_step, float *sums, long stride, long rows,
    long columns, long depth, bool adds);
