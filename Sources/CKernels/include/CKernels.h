#ifndef BIZCLIMATE_CKERNELS_H
#define BIZCLIMATE_CKERNELS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "CellSums.h"
#include "Philox.h"
#include "ReplicateSums.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Keeps the process on the first `count` of the cores that it may use; 0 where the system does not know how.
int ck_limit_cores(int count);

/// Whether the processor has instructions for SHA-256.
int ck_has_sha(void);

/// FIPS 180-4, 6.2.2: takes `blocks` blocks of 64 bytes into the eight words of `state`; `constants` are the 64 of the
/// standard. Only where `ck_has_sha` says so.
void ck_sha256(uint32_t *state, const uint32_t *constants, const uint8_t *data, size_t blocks);

/// RFC 2104 over SHA-256: the first 64 bits of the codes of `count` messages of at most 55 bytes, message i in
/// `bytes[offsets[i]..<offsets[i + 1]]`; `inner` and `outer` are the states after the key's blocks. Only where
/// `ck_has_sha` says so.
void ck_hmac_prefixes(const uint32_t *inner, const uint32_t *outer, const uint32_t *constants, const uint8_t *bytes,
                      const int64_t *offsets, size_t count, uint64_t *prefixes);

/// Questions that two records both answered, and those of them answered differently.
typedef struct {
  int joint;
  int differing;
} ck_answer_comparison;

/// Compares two records of `count` answers of a byte, a multiple of 16; 0 is no answer. Where more than `limit` differ,
/// the comparison may end early, and both numbers are then those so far.
static inline ck_answer_comparison ck_compare_answers(const uint8_t *first, const uint8_t *second, long count, int limit) {
  ck_answer_comparison sums = {0, 0};
#if defined(__SSE2__)
  const __m128i zero = _mm_setzero_si128(), one = _mm_set1_epi8(1);
  for (long start = 0; start < count && sums.differing <= limit; start += 16) {
    const __m128i a = _mm_loadu_si128((const __m128i *)(first + start));
    const __m128i b = _mm_loadu_si128((const __m128i *)(second + start));
    // min(a, b) is 0 where either is.
    const __m128i lacking = _mm_cmpeq_epi8(_mm_min_epu8(a, b), zero);
    const __m128i joint = _mm_andnot_si128(lacking, one);
    const __m128i differing = _mm_andnot_si128(_mm_cmpeq_epi8(a, b), joint);
    const __m128i both = _mm_sad_epu8(joint, zero), unequal = _mm_sad_epu8(differing, zero);
    sums.joint += _mm_cvtsi128_si32(both) + _mm_extract_epi16(both, 4);
    sums.differing += _mm_cvtsi128_si32(unequal) + _mm_extract_epi16(unequal, 4);
  }
#else
  for (long start = 0; start < count && sums.differing <= limit; start += 16) {
    for (long i = start; i < start + 16; i++) {
      const int both = first[i] != 0 && second[i] != 0;
      sums.joint += both;
      sums.differing += both && first[i] != second[i];
    }
  }
#endif
  return sums;
}

/// Two records that differ little: the place of the other, and how the two compare.
typedef struct {
  uint32_t other;
  ck_answer_comparison comparison;
} ck_alike;

/// Places that a record may have been put in; two records that share one need not be compared again. 0 is no place.
#define CK_PLACES 8

/// Whether two records share a place.
static inline int ck_share_place(const uint32_t *first, const uint32_t *second) {
#if defined(__SSE2__)
  __m128i shared = _mm_setzero_si128();
  for (int half = 0; half < CK_PLACES; half += 4) {
    const __m128i a = _mm_loadu_si128((const __m128i *)(first + half));
    const __m128i b = _mm_loadu_si128((const __m128i *)(second + half));
    const __m128i none = _mm_cmpeq_epi32(a, _mm_setzero_si128());
    shared = _mm_or_si128(shared, _mm_andnot_si128(none, _mm_cmpeq_epi32(a, b)));
  }
  return _mm_movemask_epi8(shared) != 0;
#else
  for (int i = 0; i < CK_PLACES; i++) {
    if (first[i] != 0 && first[i] == second[i]) return 1;
  }
  return 0;
#endif
}

/// Compares the record at index `first` with those after it up to `end`, `stride` bytes apart, as `ck_compare_answers`
/// does; those that differ in at most `limit` answers go to `found`, which has room for all. With `places`, those of each
/// record, records that share one are passed over.
static inline size_t ck_alike_after(const uint8_t *records, long stride, const uint32_t *places, uint32_t first,
                                    uint32_t end, int limit, ck_alike *found) {
  size_t count = 0;
  const uint8_t *own = records + (size_t)first * (size_t)stride;
  for (uint32_t other = first + 1; other < end; other++) {
    if (places && ck_share_place(places + CK_PLACES * (size_t)first, places + CK_PLACES * (size_t)other)) continue;
    const ck_answer_comparison comparison =
        ck_compare_answers(own, records + (size_t)other * (size_t)stride, stride, limit);
    found[count] = (ck_alike){other, comparison};
    count += comparison.differing <= limit;
  }
  return count;
}

/// Bit i is set where byte i of the 64 bytes at `block` equals `value`.
static inline uint64_t ck_mask_equal_64(const uint8_t *block, uint8_t value) {
#if defined(__SSE2__)
  const __m128i wanted = _mm_set1_epi8((char)value);
  uint64_t mask = 0;
  for (int part = 0; part < 4; part++) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(block + 16 * part));
    mask |= (uint64_t)(uint16_t)_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, wanted)) << (16 * part);
  }
  return mask;
#else
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) mask |= (uint64_t)(block[i] == value) << i;
  return mask;
#endif
}

/// Where 64 bytes of delimited text hold what cuts it.
typedef struct {
  /// Separators and line feeds.
  uint64_t cuts;
  /// Line feeds.
  uint64_t line_feeds;
  /// Quotes and carriage returns.
  uint64_t others;
} ck_csv_masks;

/// The masks of the 64 bytes at `block`; bit i stands for byte i.
static inline ck_csv_masks ck_csv_masks_64(const uint8_t *block, uint8_t separator) {
#if defined(__SSE2__)
  const __m128i sep = _mm_set1_epi8((char)separator), lf = _mm_set1_epi8('\n');
  const __m128i quote = _mm_set1_epi8('"'), cr = _mm_set1_epi8('\r');
  ck_csv_masks masks = {0, 0, 0};
  for (int part = 0; part < 4; part++) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(block + 16 * part));
    const __m128i is_lf = _mm_cmpeq_epi8(bytes, lf);
    const __m128i is_cut = _mm_or_si128(_mm_cmpeq_epi8(bytes, sep), is_lf);
    const __m128i is_other = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, cr));
    masks.cuts |= (uint64_t)(uint16_t)_mm_movemask_epi8(is_cut) << (16 * part);
    masks.line_feeds |= (uint64_t)(uint16_t)_mm_movemask_epi8(is_lf) << (16 * part);
    masks.others |= (uint64_t)(uint16_t)_mm_movemask_epi8(is_other) << (16 * part);
  }
  return masks;
#else
  const uint64_t lf = ck_mask_equal_64(block, '\n');
  ck_csv_masks masks = {ck_mask_equal_64(block, separator) | lf, lf,
                        ck_mask_equal_64(block, '"') | ck_mask_equal_64(block, '\r')};
  return masks;
#endif
}

/// Bit i is set where byte i of the 64 bytes at `block` is the separator, a quote, CR or LF.
static inline uint64_t ck_mask_csv_64(const uint8_t *block, uint8_t separator) {
  const ck_csv_masks masks = ck_csv_masks_64(block, separator);
  return masks.cuts | masks.others;
}

/// 1 when the `count` bytes at `bytes` are all ASCII.
static inline int ck_is_ascii(const uint8_t *bytes, long count) {
  long i = 0;
  uint64_t seen = 0;
  for (; i + 8 <= count; i += 8) {
    uint64_t word;
    memcpy(&word, bytes + i, 8);
    seen |= word;
  }
  for (; i < count; i++) seen |= (uint64_t)bytes[i];
  return (seen & 0x8080808080808080ull) == 0;
}

#endif
