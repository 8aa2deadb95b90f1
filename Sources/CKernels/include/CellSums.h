#ifndef BIZCLIMATE_CELL_SUMS_H
#define BIZCLIMATE_CELL_SUMS_H

#include <stddef.h>
#include <stdint.h>

/// Rows that are summed into cells.
typedef struct {
  /// The cell of each row.
  const int32_t *cells;
  /// The distance d of each row's weight from the weight of its cell.
  const double *distances;
  size_t count;
} ck_cell_rows;

/// Which rows have a value: those whose mark is `present`; all where there are no marks.
typedef struct {
  const uint8_t *marks;
  uint8_t present;
} ck_presence;

/// Over the rows of a cell with one value: their number, Σ d and Σ d².
typedef struct {
  double distances, squares, count;
} ck_value_count;

/// Over the rows of a cell with a value y.
typedef struct {
  // Pairs of sums with the coefficients d and d².
  double d, q, dy, qy, dyy, qyy;
  // Sums with coefficient 1.
  double y, yy, one;
} ck_value_sums;

/// Over the rows of a cell with a variable y and a denominator x.
typedef struct {
  double d, q, dy, qy, dx, qx, dyy, qyy, dyx, qyx, dxx, qxx;
  double y, x, yy, xx, yx, one;
} ck_ratio_sums;

/// Counts the rows of each cell by value: `counts[cell * width]` has the rows without a value, and the next ones those with
/// `least`, `least` + 1, and so on; all values lie within.
void ck_count_values(const int8_t *values, ck_presence presence, ck_cell_rows rows, int32_t least, int32_t width,
                     ck_value_count *counts);

/// Sums values less a shift by cell. Rows without a value, or with one that is not finite, go to the cell `nowhere`.
void ck_sum_values(const double *values, ck_presence presence, ck_cell_rows rows, double shift, int32_t nowhere,
                   ck_value_sums *sums);

/// Sums variables and denominators less their shifts by cell. Rows that lack one go to the cell `nowhere`.
void ck_sum_ratios(const double *values, const double *denominators, ck_presence presence, ck_cell_rows rows,
                   double shift, double denominator_shift, int32_t nowhere, ck_ratio_sums *sums);

#endif
