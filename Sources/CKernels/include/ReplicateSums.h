#ifndef BIZCLIMATE_REPLICATE_SUMS_H
#define BIZCLIMATE_REPLICATE_SUMS_H

#include <stddef.h>

/// Adds Σ factor · value over some pieces to the sums of each replicate, in the order of the pieces: eight columns at a time,
/// of which `values` has a row a piece and `sums` a row a replicate. The factors of a replicate are neighbours; those of
/// the next begin `stride` further on.
///
/// The widest vectors of the processor are used; each sum is taken by itself, so that the bits are the same with all.
void ck_add_replicates(const double *values, const double *factors, size_t stride, size_t pieces, size_t replicates,
                       double *sums);

#endif
