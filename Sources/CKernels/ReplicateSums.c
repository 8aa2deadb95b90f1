// A product of two matrices whose sums run in a fixed order: sums stay in registers while a run of pieces passes.
#include "ReplicateSums.h"

#pragma STDC FP_CONTRACT OFF

typedef double eight __attribute__((vector_size(64), aligned(8), may_alias));

/// `width` replicates side by side; a constant, so that their sums are registers.
__attribute__((always_inline)) static inline void add_some(const double *values, const double *factors, size_t stride,
                                                           size_t pieces, double *sums, const int width) {
  eight sum[8];
  for (int i = 0; i < width; i++) sum[i] = ((const eight *)sums)[i];
  for (size_t piece = 0; piece < pieces; piece++) {
    const eight row = ((const eight *)values)[piece];
    for (int i = 0; i < width; i++) sum[i] += row * factors[(size_t)i * stride + piece];
  }
  for (int i = 0; i < width; i++) ((eight *)sums)[i] = sum[i];
}

/// As many side by side as `widest`, and what is left by halves of it.
__attribute__((always_inline)) static inline void add_all(const double *values, const double *factors, size_t stride,
                                                          size_t pieces, size_t replicates, double *sums,
                                                          const size_t widest) {
  size_t done = 0;
  if (widest >= 8)
    for (; done + 8 <= replicates; done += 8)
      add_some(values, factors + done * stride, stride, pieces, sums + 8 * done, 8);
  if (widest >= 4)
    for (; done + 4 <= replicates; done += 4)
      add_some(values, factors + done * stride, stride, pieces, sums + 8 * done, 4);
  for (; done + 2 <= replicates; done += 2)
    add_some(values, factors + done * stride, stride, pieces, sums + 8 * done, 2);
  for (; done < replicates; done++)
    add_some(values, factors + done * stride, stride, pieces, sums + 8 * done, 1);
}

#if defined(__x86_64__)
__attribute__((target("avx512f"))) static void add_512(const double *values, const double *factors, size_t stride,
                                                       size_t pieces, size_t replicates, double *sums) {
  add_all(values, factors, stride, pieces, replicates, sums, 8);
}

__attribute__((target("avx2"))) static void add_256(const double *values, const double *factors, size_t stride,
                                                    size_t pieces, size_t replicates, double *sums) {
  add_all(values, factors, stride, pieces, replicates, sums, 4);
}
#endif

void ck_add_replicates(const double *values, const double *factors, size_t stride, size_t pieces, size_t replicates,
                       double *sums) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return add_512(values, factors, stride, pieces, replicates, sums);
  if (__builtin_cpu_supports("avx2")) return add_256(values, factors, stride, pieces, replicates, sums);
#endif
  add_all(values, factors, stride, pieces, replicates, sums, 2);
}
