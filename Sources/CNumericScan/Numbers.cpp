#include "CNumericScan.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <system_error>

#if defined(__APPLE__)
#include <cstdlib>
#include <string>
#include <xlocale.h>
#endif

namespace {

inline bool is_digit(uint8_t byte) { return static_cast<uint8_t>(byte - '0') < 10; }

/// Whether eight bytes are digits: each is 0x30 to 0x39, so its upper half is 3 and stays so after adding 6.
inline bool are_digits(uint64_t bytes) {
  const uint64_t upper = 0xf0f0f0f0f0f0f0f0;
  return ((bytes & upper) | (((bytes + 0x0606060606060606) & upper) >> 4)) == 0x3333333333333333;
}

/// The number that eight digits write, the first in the lowest byte: pairs, then fours, then all.
inline uint64_t eight(uint64_t digits) {
  digits &= 0x0f0f0f0f0f0f0f0f;
  digits = ((digits * (10 * 0x100 + 1)) >> 8) & 0x00ff00ff00ff00ff;
  digits = ((digits * (100 * 0x10000 + 1)) >> 16) & 0x0000ffff0000ffff;
  return (digits * (10000 * 0x100000000 + 1)) >> 32;
}

/// Takes digits from `text` on into `value`, which may overflow, and returns where they end.
inline const uint8_t *take_digits(const uint8_t *text, const uint8_t *end, uint64_t &value) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  while (end - text >= 8) {
    uint64_t bytes;
    std::memcpy(&bytes, text, 8);
    if (!are_digits(bytes)) break;
    value = value * 100000000 + eight(bytes);
    text += 8;
  }
#endif
  for (; text != end && is_digit(*text); text++) value = value * 10 + (*text - '0');
  return text;
}

/// The powers of ten that a double holds exactly.
constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                             1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// Any number, by the library; the text is known to hold nothing but digits, point and exponent.
bool read_slowly(const uint8_t *text, const uint8_t *end, double *value) {
#if defined(__APPLE__)
  const std::string copy(reinterpret_cast<const char *>(text), reinterpret_cast<const char *>(end));
  char *stop = nullptr;
  *value = strtod_l(copy.c_str(), &stop, nullptr);
  return stop == copy.c_str() + copy.size() && std::isfinite(*value);
#else
  const auto *first = reinterpret_cast<const char *>(text), *last = reinterpret_cast<const char *>(end);
  const auto result = std::from_chars(first, last, *value);
  return result.ec == std::errc() && result.ptr == last && std::isfinite(*value);
#endif
}

}  // namespace

int32_t fs_scan_integer(const uint8_t *text, size_t length, int64_t *value) {
  const uint8_t *const end = text + length;
  const bool negative = length > 0 && *text == '-';
  if (negative) text++;
  // 18 digits always fit.
  if (text == end || end - text > 18) return 0;
  uint64_t magnitude = 0;
  if (take_digits(text, end, magnitude) != end) return 0;
  *value = negative ? -static_cast<int64_t>(magnitude) : static_cast<int64_t>(magnitude);
  return 1;
}

int32_t fs_scan_number(const uint8_t *text, size_t length, double *value) {
  const uint8_t *const start = text, *const end = text + length;
  uint64_t mantissa = 0;
  const uint8_t *place = take_digits(text, end, mantissa);
  int64_t digits = place - text, exponent = 0;
  if (place != end && *place == '.') {
    const uint8_t *const fraction = ++place;
    place = take_digits(place, end, mantissa);
    digits += place - fraction;
    exponent = fraction - place;
  }
  if (digits == 0) return 0;
  if (place != end) {
    if ((*place | 0x20) != 'e') return 0;
    place++;
    const bool negative = place != end && *place == '-';
    if (place != end && (*place == '-' || *place == '+')) place++;
    uint64_t written = 0;
    const uint8_t *const first = place;
    place = take_digits(place, end, written);
    if (place == first || place != end) return 0;
    if (place - first > 4) return read_slowly(start, end, value);
    exponent += negative ? -static_cast<int64_t>(written) : static_cast<int64_t>(written);
  }
  // Both exact, so that one operation rounds once: Clinger, PLDI 1990. Nineteen digits fit into the mantissa.
  if (digits <= 19 && mantissa <= uint64_t{1} << 53 && exponent >= -22 && exponent <= 22) {
    const auto exact = static_cast<double>(mantissa);
    *value = exponent < 0 ? exact / powers[-exponent] : exact * powers[exponent];
    return 1;
  }
  return read_slowly(start, end, value);
}
