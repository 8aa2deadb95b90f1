// Sums of rows by cell. A row goes to a place that its cell and value name, without a branch: rows without a value have
// places too. Sums that are added to together lie in pairs, which one instruction adds.
#include "CellSums.h"

#pragma STDC FP_CONTRACT OFF

typedef double pair __attribute__((vector_size(16), aligned(8), may_alias));

static inline void add(double *two, pair more) {
  pair *place = (pair *)two;
  *place += more;
}

/// All bits where the row has a value, none where it does not.
static inline int32_t value_mask(ck_presence presence, size_t row) {
  return -(int32_t)(!presence.marks || presence.marks[row] == presence.present);
}

static inline int32_t finite_mask(double value) { return -(int32_t)(value - value == 0); }

static inline int32_t chosen(int32_t mask, int32_t cell, int32_t nowhere) {
#if defined(__GNUC__)
  // Hides that the mask has two states, of which a branch would be made.
  __asm__("" : "+r"(mask));
#endif
  return (cell & mask) | (nowhere & ~mask);
}

/// `has_marks` is a constant, which takes a branch out of the loop.
__attribute__((always_inline)) static inline void count_values(const int8_t *values, ck_presence presence,
                                                               ck_cell_rows rows, int32_t least, int32_t width,
                                                               ck_value_count *counts, const int has_marks) {
  for (size_t row = 0; row < rows.count; row++) {
    const int32_t has_value = has_marks ? -(int32_t)(presence.marks[row] == presence.present) : -1;
    const int32_t value = (values[row] - least + 1) & has_value;
    ck_value_count *own = counts + ((ptrdiff_t)rows.cells[row] * width + value);
    const double d = rows.distances[row];
    add(&own->distances, (pair){d, d * d});
    own->count += 1;
  }
}

void ck_count_values(const int8_t *values, ck_presence presence, ck_cell_rows rows, int32_t least, int32_t width,
                     ck_value_count *counts) {
  if (presence.marks) {
    count_values(values, presence, rows, least, width, counts, 1);
  } else {
    count_values(values, presence, rows, least, width, counts, 0);
  }
}

void ck_sum_values(const double *values, ck_presence presence, ck_cell_rows rows, double shift, int32_t nowhere,
                   ck_value_sums *sums) {
  for (size_t row = 0; row < rows.count; row++) {
    const double y = values[row] - shift, d = rows.distances[row];
    ck_value_sums *own = sums + chosen(value_mask(presence, row) & finite_mask(y), rows.cells[row], nowhere);
    const pair by_weight = {d, d * d}, with_y = by_weight * y;
    add(&own->d, by_weight);
    add(&own->dy, with_y);
    add(&own->dyy, with_y * y);
    add(&own->y, (pair){y, y * y});
    own->one += 1;
  }
}

void ck_sum_ratios(const double *values, const double *denominators, ck_presence presence, ck_cell_rows rows,
                   double shift, double denominator_shift, int32_t nowhere, ck_ratio_sums *sums) {
  for (size_t row = 0; row < rows.count; row++) {
    const double y = values[row] - shift, x = denominators[row] - denominator_shift, d = rows.distances[row];
    const int32_t is_usable = value_mask(presence, row) & finite_mask(y) & finite_mask(x);
    ck_ratio_sums *own = sums + chosen(is_usable, rows.cells[row], nowhere);
    const pair by_weight = {d, d * d}, with_y = by_weight * y, with_x = by_weight * x, both = {y, x};
    add(&own->d, by_weight);
    add(&own->dy, with_y);
    add(&own->dx, with_x);
    add(&own->dyy, with_y * y);
    add(&own->dyx, with_y * x);
    add(&own->dxx, with_x * x);
    add(&own->y, both);
    add(&own->yy, both * both);
    add(&own->yx, (pair){y * x, 1});
  }
}
