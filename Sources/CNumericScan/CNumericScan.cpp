#include "CNumericScan.h"

#include <cstring>
#include <limits>
#include <new>
#include <vector>

#include "Separators.hpp"

namespace {

constexpr int percentileCount = 19;

/// The bits of a word from `bit` on.
inline uint64_t from_bit(size_t bit) { return ~uint64_t{0} << bit; }

}  // namespace

struct fs_scanner {
  std::vector<uint8_t> roles;
  /// Fields from here on are not needed.
  size_t needed = 0;
  size_t separators = 0;
  int level = 0;
  const uint8_t *text = nullptr;
  size_t words = 0;
  std::vector<uint64_t> commas, breaks, odd;
};

namespace {

/// Where a line's fields end one after the other: at its commas, at last at its own end.
class Fields {
 public:
  Fields(const fs_scanner &scanner, size_t start, size_t end)
      : commas(scanner.commas.data()), word(start >> 6), end(end) {
    bits = commas[word] & from_bit(start & 63);
  }

  inline size_t next() {
    // The number of commas is checked before, so that there is one, or this is the last field.
    while (bits == 0) {
      if ((++word << 6) >= end) return end;
      bits = commas[word];
    }
    const size_t place = (word << 6) + __builtin_ctzll(bits);
    bits &= bits - 1;
    return place < end ? place : end;
  }

 private:
  const uint64_t *commas;
  size_t word;
  size_t end;
  uint64_t bits;
};

/// Reads one field; false where it is for the slower reader to judge.
inline bool read_field(
    uint8_t role, const uint8_t *text, size_t length, fs_scan_row &row, double *percentiles) {
  switch (role) {
    case FS_ROLE_NONE: return true;
    case FS_ROLE_START: return fs_scan_integer(text, length, &row.start_time);
    case FS_ROLE_END: return fs_scan_integer(text, length, &row.end_time);
    case FS_ROLE_COLLECTION: return fs_scan_integer(text, length, &row.collection_id);
    case FS_ROLE_INSTANCE: return fs_scan_integer(text, length, &row.instance_index);
    case FS_ROLE_TYPE: return length == 0 || fs_scan_integer(text, length, &row.collection_type);
    case FS_ROLE_AVERAGE: return fs_scan_number(text, length, &row.cpu_average);
    case FS_ROLE_MAXIMUM: return length == 0 || fs_scan_number(text, length, &row.cpu_maximum);
    default: {
      double value = 0;
      if (length > 0 && text[0] == '-') {
        // -1 stands for an absent distribution.
        if (!fs_scan_number(text + 1, length - 1, &value) || value != 1) return false;
        row.has_percentiles = 0;
      } else if (length == 0) {
        row.has_percentiles = 0;
      } else {
        if (!fs_scan_number(text, length, &value)) return false;
        percentiles[role - FS_ROLE_PERCENTILE] = value;
      }
      return true;
    }
  }
}

__attribute__((always_inline)) inline fs_scan_end read_rows(
    const fs_scanner &scanner, size_t from, fs_scan_row *rows, double *percentiles, size_t capacity) {
  fs_scan_end result = {0, 0, 0, FS_SCAN_LINE_OPEN};
  const uint8_t *const text = scanner.text;
  size_t start = from;
  while (true) {
    size_t word = start >> 6;
    if (word >= scanner.words) return result;
    // One pass over the line's words: its commas, whether anything is odd, its end.
    uint64_t mask = from_bit(start & 63), found, odd = 0;
    size_t commas = 0;
    while ((found = scanner.breaks[word] & mask) == 0) {
      commas += __builtin_popcountll(scanner.commas[word] & mask);
      odd |= scanner.odd[word] & mask;
      mask = ~uint64_t{0};
      if (++word == scanner.words) return result;
    }
    const uint64_t before = mask & (found ^ (found - 1));
    commas += __builtin_popcountll(scanner.commas[word] & before);
    odd |= scanner.odd[word] & before;
    const size_t feed = (word << 6) + __builtin_ctzll(found);
    size_t end = feed;
    if (odd) {
      // A carriage return is fine before the line feed, and nothing else is.
      const void *first = std::memchr(text + start, '\r', feed - start);
      if (first != text + feed - 1 || std::memchr(text + start, '"', feed - start)) {
        result.stop = FS_SCAN_ODD;
        return result;
      }
      end--;
    }
    if (end > start) {
      if (static_cast<size_t>(result.rows) == capacity) {
        result.stop = FS_SCAN_FULL;
        return result;
      }
      bool plain = commas == scanner.separators;
      fs_scan_row &row = rows[result.rows];
      row.end_time = row.collection_type = 0;
      row.cpu_maximum = std::numeric_limits<double>::quiet_NaN();
      row.line = result.lines;
      row.has_percentiles = 1;
      double *numbers = percentiles ? percentiles + percentileCount * result.rows : nullptr;
      Fields fields(scanner, start, end);
      size_t field = start;
      for (size_t column = 0; plain && column < scanner.needed; column++) {
        const size_t stop = fields.next();
        plain = read_field(scanner.roles[column], text + field, stop - field, row, numbers);
        field = stop + 1;
      }
      if (!plain) {
        result.stop = FS_SCAN_ODD;
        return result;
      }
      result.rows++;
    }
    result.lines++;
    result.bytes = static_cast<int64_t>(feed + 1 - from);
    start = feed + 1;
  }
}

#if defined(__x86_64__)
__attribute__((target("popcnt,bmi"))) fs_scan_end read_rows_counting(
    const fs_scanner &scanner, size_t from, fs_scan_row *rows, double *percentiles, size_t capacity) {
  return read_rows(scanner, from, rows, percentiles, capacity);
}
#endif

}  // namespace

fs_scanner *fs_scanner_new(size_t capacity, const uint8_t *roles, int32_t columns, int32_t level) try {
  auto *scanner = new fs_scanner;
  scanner->roles.assign(roles, roles + columns);
  scanner->separators = static_cast<size_t>(columns) - 1;
  for (size_t i = 0; i < scanner->roles.size(); i++)
    if (roles[i] != FS_ROLE_NONE) scanner->needed = i + 1;
  scanner->level = level < forescale::best_level() ? level : forescale::best_level();
  const size_t words = (capacity + 63) / 64;
  scanner->commas.resize(words);
  scanner->breaks.resize(words);
  scanner->odd.resize(words);
  return scanner;
} catch (const std::bad_alloc &) {
  return nullptr;
}

void fs_scanner_free(fs_scanner *scanner) { delete scanner; }

void fs_scanner_index(fs_scanner *scanner, const uint8_t *text, size_t length) {
  scanner->text = text;
  scanner->words = (length + 63) / 64;
  uint64_t *commas = scanner->commas.data(), *breaks = scanner->breaks.data(), *odd = scanner->odd.data();
  forescale::find_separators(scanner->level, text, scanner->words, commas, breaks, odd);
  if (length % 64 != 0) {
    // What lies behind the text is not part of it.
    const uint64_t inside = ~from_bit(length % 64);
    commas[scanner->words - 1] &= inside;
    breaks[scanner->words - 1] &= inside;
    odd[scanner->words - 1] &= inside;
  }
}

fs_scan_end fs_scanner_read(
    fs_scanner *scanner, size_t from, fs_scan_row *rows, double *percentiles, size_t capacity) {
#if defined(__x86_64__)
  if (scanner->level == 2) return read_rows_counting(*scanner, from, rows, percentiles, capacity);
#endif
  return read_rows(*scanner, from, rows, percentiles, capacity);
}
