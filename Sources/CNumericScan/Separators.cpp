#include "Separators.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace forescale {

namespace {

void find_plain(const uint8_t *text, size_t words, uint64_t *commas, uint64_t *breaks, uint64_t *odd) {
  for (size_t word = 0; word < words; word++, text += 64) {
    uint64_t comma = 0, feed = 0, other = 0;
    for (size_t i = 0; i < 64; i++) {
      comma |= static_cast<uint64_t>(text[i] == ',') << i;
      feed |= static_cast<uint64_t>(text[i] == '\n') << i;
      other |= static_cast<uint64_t>(text[i] == '"' || text[i] == '\r') << i;
    }
    commas[word] = comma;
    breaks[word] = feed;
    odd[word] = other;
  }
}

#if defined(__x86_64__)

void find_sse2(const uint8_t *text, size_t words, uint64_t *commas, uint64_t *breaks, uint64_t *odd) {
  const __m128i comma = _mm_set1_epi8(','), feed = _mm_set1_epi8('\n');
  const __m128i quote = _mm_set1_epi8('"'), carriage = _mm_set1_epi8('\r');
  for (size_t word = 0; word < words; word++, text += 64) {
    commas[word] = breaks[word] = odd[word] = 0;
    for (int part = 0; part < 64; part += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text + part));
      const auto bits = [part](__m128i equal) {
        return static_cast<uint64_t>(static_cast<uint32_t>(_mm_movemask_epi8(equal))) << part;
      };
      commas[word] |= bits(_mm_cmpeq_epi8(bytes, comma));
      breaks[word] |= bits(_mm_cmpeq_epi8(bytes, feed));
      odd[word] |= bits(_mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, carriage)));
    }
  }
}

__attribute__((target("avx2"))) inline uint64_t join(__m256i low, __m256i high) {
  return static_cast<uint32_t>(_mm256_movemask_epi8(low))
         | static_cast<uint64_t>(static_cast<uint32_t>(_mm256_movemask_epi8(high))) << 32;
}

__attribute__((target("avx2"))) void find_avx2(
    const uint8_t *text, size_t words, uint64_t *commas, uint64_t *breaks, uint64_t *odd) {
  const __m256i comma = _mm256_set1_epi8(','), feed = _mm256_set1_epi8('\n');
  const __m256i quote = _mm256_set1_epi8('"'), carriage = _mm256_set1_epi8('\r');
  for (size_t word = 0; word < words; word++, text += 64) {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(text));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i *>(text + 32));
    commas[word] = join(_mm256_cmpeq_epi8(low, comma), _mm256_cmpeq_epi8(high, comma));
    breaks[word] = join(_mm256_cmpeq_epi8(low, feed), _mm256_cmpeq_epi8(high, feed));
    odd[word] = join(
        _mm256_or_si256(_mm256_cmpeq_epi8(low, quote), _mm256_cmpeq_epi8(low, carriage)),
        _mm256_or_si256(_mm256_cmpeq_epi8(high, quote), _mm256_cmpeq_epi8(high, carriage)));
  }
}

#endif

}  // namespace

int best_level() {
#if defined(__x86_64__)
  static const int level = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt")
                                   && __builtin_cpu_supports("bmi")
                               ? 2
                               : 1;
  return level;
#else
  return 0;
#endif
}

void find_separators(
    int level, const uint8_t *text, size_t words, uint64_t *commas, uint64_t *breaks, uint64_t *odd) {
#if defined(__x86_64__)
  if (level == 2) return find_avx2(text, words, commas, breaks, odd);
  if (level == 1) return find_sse2(text, words, commas, breaks, odd);
#endif
  (void)level;
  find_plain(text, words, commas, breaks, odd);
}

}  // namespace forescale
