// The kernels that need no processor of a certain make are header-only; this file makes the module a C target.
#include "CKernels.h"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>

int ck_has_sha(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSE4_1) || !(c & bit_SSSE3)) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b >> 29 & 1);
}

#define SHA __attribute__((target("sha,sse4.1,ssse3")))

/// The state as the instructions want it: words ABEF and CDGH.
typedef struct {
  __m128i abef, cdgh;
} sha_state;

SHA static inline sha_state load_state(const uint32_t *state) {
  const __m128i abcd = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  const __m128i efgh = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  return (sha_state){_mm_alignr_epi8(abcd, efgh, 8), _mm_blend_epi16(efgh, abcd, 0xF0)};
}

SHA static inline void store_state(sha_state from, uint32_t *state) {
  const __m128i feba = _mm_shuffle_epi32(from.abef, 0x1B);
  const __m128i dchg = _mm_shuffle_epi32(from.cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

/// The next four words of the schedule in place of the oldest.
SHA static inline void schedule(__m128i *words, int i) {
  __m128i *now = &words[i & 3];
  const __m128i next = words[(i + 1) & 3], after = words[(i + 2) & 3], last = words[(i + 3) & 3];
  const __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(*now, next), _mm_alignr_epi8(last, after, 4));
  *now = _mm_sha256msg2_epu32(sum, last);
}

SHA static inline void four_rounds(sha_state *state, __m128i words, const uint32_t *constants) {
  const __m128i sum = _mm_add_epi32(words, _mm_loadu_si128((const __m128i *)constants));
  state->cdgh = _mm_sha256rnds2_epu32(state->cdgh, state->abef, sum);
  state->abef = _mm_sha256rnds2_epu32(state->abef, state->cdgh, _mm_shuffle_epi32(sum, 0x0E));
}

SHA static inline __m128i big_endian(const uint8_t *data) {
  const __m128i order = _mm_set_epi64x(0x0c0d0e0f08090a0bLL, 0x0405060700010203LL);
  return _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)data), order);
}

SHA void ck_sha256(uint32_t *state, const uint32_t *constants, const uint8_t *data, size_t blocks) {
  sha_state now = load_state(state);
  for (; blocks > 0; blocks--, data += 64) {
    const sha_state before = now;
    __m128i words[4];
    for (int i = 0; i < 4; i++) words[i] = big_endian(data + 16 * i);
    for (int i = 0; i < 16; i++) {
      if (i >= 4) schedule(words, i);
      four_rounds(&now, words[i & 3], constants + 4 * i);
    }
    now.abef = _mm_add_epi32(now.abef, before.abef);
    now.cdgh = _mm_add_epi32(now.cdgh, before.cdgh);
  }
  store_state(now, state);
}

/// Two blocks at once, each after a state of its own: the instructions of one do not wait for those of the other.
SHA static inline void two_blocks(sha_state *first, sha_state *second, const uint32_t *constants, const uint8_t *blocks) {
  const sha_state before = *first, other_before = *second;
  __m128i words[4], other_words[4];
  for (int i = 0; i < 4; i++) {
    words[i] = big_endian(blocks + 16 * i);
    other_words[i] = big_endian(blocks + 64 + 16 * i);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) {
    if (i >= 4) {
      schedule(words, i);
      schedule(other_words, i);
    }
    four_rounds(first, words[i & 3], constants + 4 * i);
    four_rounds(second, other_words[i & 3], constants + 4 * i);
  }
  first->abef = _mm_add_epi32(first->abef, before.abef);
  first->cdgh = _mm_add_epi32(first->cdgh, before.cdgh);
  second->abef = _mm_add_epi32(second->abef, other_before.abef);
  second->cdgh = _mm_add_epi32(second->cdgh, other_before.cdgh);
}

/// A message of at most 55 bytes as the last block of a hash of `before` bytes and it.
static inline void last_block(uint8_t *block, const uint8_t *message, size_t count, size_t before) {
  memset(block, 0, 64);
  if (count > 0) memcpy(block, message, count);
  block[count] = 0x80;
  const uint64_t bits = 8 * (uint64_t)(before + count);
  for (int i = 0; i < 8; i++) block[63 - i] = (uint8_t)(bits >> (8 * i));
}

/// A state as the message of the second hash.
static inline void state_block(uint8_t *block, const uint32_t *state) {
  uint8_t digest[32];
  for (int i = 0; i < 8; i++) {
    const uint32_t word = __builtin_bswap32(state[i]);
    memcpy(digest + 4 * i, &word, 4);
  }
  last_block(block, digest, 32, 64);
}

SHA void ck_hmac_prefixes(const uint32_t *inner, const uint32_t *outer, const uint32_t *constants, const uint8_t *bytes,
                          const int64_t *offsets, size_t count, uint64_t *prefixes) {
  const sha_state inner_start = load_state(inner), outer_start = load_state(outer);
  for (size_t row = 0; row < count; row += 2) {
    // The last of an odd number is hashed twice.
    const size_t rows[2] = {row, row + 1 < count ? row + 1 : row};
    uint8_t blocks[128];
    for (int i = 0; i < 2; i++) {
      const int64_t start = offsets[rows[i]];
      last_block(blocks + 64 * i, bytes + start, (size_t)(offsets[rows[i] + 1] - start), 64);
    }
    sha_state first = inner_start, second = inner_start;
    two_blocks(&first, &second, constants, blocks);
    uint32_t states[2][8];
    store_state(first, states[0]);
    store_state(second, states[1]);
    for (int i = 0; i < 2; i++) state_block(blocks + 64 * i, states[i]);
    first = outer_start;
    second = outer_start;
    two_blocks(&first, &second, constants, blocks);
    store_state(first, states[0]);
    store_state(second, states[1]);
    for (int i = 0; i < 2; i++) prefixes[rows[i]] = (uint64_t)states[i][0] << 32 | states[i][1];
  }
}
#else
int ck_has_sha(void) { return 0; }

void ck_sha256(uint32_t *state, const uint32_t *constants, const uint8_t *data, size_t blocks) {
  (void)state, (void)constants, (void)data, (void)blocks;
}

void ck_hmac_prefixes(const uint32_t *inner, const uint32_t *outer, const uint32_t *constants, const uint8_t *bytes,
                      const int64_t *offsets, size_t count, uint64_t *prefixes) {
  (void)inner, (void)outer, (void)constants, (void)bytes, (void)offsets, (void)count, (void)prefixes;
}
#endif
