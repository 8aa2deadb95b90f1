#ifndef BIZCLIMATE_PHILOX_H
#define BIZCLIMATE_PHILOX_H

#include <stdint.h>

/// Philox 4x32-10 (Salmon, Moraes, Dror & Shaw 2011): the four words of each of sixteen counters `first`, `first` + 1, …, whose
/// other words are those of `identity`, one counter after the other.
void ck_philox_sixteen(uint32_t first, const uint32_t identity[3], const uint32_t key[2], uint32_t words[64]);

#endif
