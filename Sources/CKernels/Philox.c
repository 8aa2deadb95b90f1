// Counters side by side, each word of them in the lower half of a wide one, so that products need no carrying over.
#include "Philox.h"

typedef uint64_t lanes __attribute__((vector_size(64)));

typedef struct {
  lanes a, b, c, d;
} counters;

__attribute__((always_inline)) static inline counters next_round(counters x, uint32_t k0, uint32_t k1) {
  const lanes low = (lanes){0} + 0xFFFFFFFFu;
  // That the upper halves are 0 tells the compiler of the shorter product.
  const lanes p = (x.a & low) * 0xD2511F53u, q = (x.c & low) * 0xCD9E8D57u;
  return (counters){q >> 32 ^ x.b ^ k0, q & low, p >> 32 ^ x.d ^ k1, p & low};
}

__attribute__((always_inline)) static inline void store(counters x, uint32_t *words) {
  for (int lane = 0; lane < 8; lane++) {
    words[4 * lane] = (uint32_t)x.a[lane];
    words[4 * lane + 1] = (uint32_t)x.b[lane];
    words[4 * lane + 2] = (uint32_t)x.c[lane];
    words[4 * lane + 3] = (uint32_t)x.d[lane];
  }
}

/// Two eights, because a product takes longer than the next one has to wait.
__attribute__((always_inline)) static inline void sixteen(uint32_t first, const uint32_t *identity,
                                                          const uint32_t *key, uint32_t *words) {
  const lanes zero = {0};
  const lanes count = (lanes){0, 1, 2, 3, 4, 5, 6, 7} + first;
  counters x = {count, zero + identity[0], zero + identity[1], zero + identity[2]}, y = x;
  y.a += 8;
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; round++) {
    x = next_round(x, k0, k1);
    y = next_round(y, k0, k1);
    k0 += 0x9E3779B9u;
    k1 += 0xBB67AE85u;
  }
  store(x, words);
  store(y, words + 32);
}

#if defined(__x86_64__)
__attribute__((target("avx512f"))) static void sixteen_512(uint32_t first, const uint32_t *identity,
                                                           const uint32_t *key, uint32_t *words) {
  sixteen(first, identity, key, words);
}

__attribute__((target("avx2"))) static void sixteen_256(uint32_t first, const uint32_t *identity, const uint32_t *key,
                                                        uint32_t *words) {
  sixteen(first, identity, key, words);
}
#endif

void ck_philox_sixteen(uint32_t first, const uint32_t identity[3], const uint32_t key[2], uint32_t words[64]) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return sixteen_512(first, identity, key, words);
  if (__builtin_cpu_supports("avx2")) return sixteen_256(first, identity, key, words);
#endif
  sixteen(first, identity, key, words);
}
