#ifndef FORESCALE_SEPARATORS_HPP
#define FORESCALE_SEPARATORS_HPP

#include <cstddef>
#include <cstdint>

namespace forescale {

/// The best level of instructions that this machine has, from 0 on.
int best_level();

/// For every word of 64 bytes, a bit a byte: the commas, the line feeds, and what a plain line does not have,
/// quotation marks and carriage returns.
void find_separators(
    int level, const uint8_t *text, size_t words, uint64_t *commas, uint64_t *breaks, uint64_t *odd);

}  // namespace forescale

#endif
