#ifndef FORESCALE_CNUMERICSCAN_H
#define FORESCALE_CNUMERICSCAN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes that must be readable behind a text given to the scanner.
enum { FS_SCAN_PADDING = 64 };

/// What a column holds. The percentiles below 100 % have FS_ROLE_PERCENTILE + 0 to FS_ROLE_PERCENTILE + 18.
enum fs_scan_role {
  FS_ROLE_NONE = 0,
  FS_ROLE_START = 1,
  FS_ROLE_END = 2,
  FS_ROLE_COLLECTION = 3,
  FS_ROLE_INSTANCE = 4,
  FS_ROLE_TYPE = 5,
  FS_ROLE_AVERAGE = 6,
  FS_ROLE_MAXIMUM = 7,
  FS_ROLE_PERCENTILE = 8,
};

/// Why the scanner stopped.
enum fs_scan_stop {
  /// No whole line is left.
  FS_SCAN_LINE_OPEN = 0,
  /// There is room for no more rows.
  FS_SCAN_FULL = 1,
  /// The next line is not plain: it has a quotation mark, a number of fields that is not the header's, or something
  /// in a field that the scanner does not read.
  FS_SCAN_ODD = 2,
};

/// One row.
typedef struct fs_scan_row {
  int64_t start_time, end_time, collection_id, instance_index, collection_type;
  /// `cpu_maximum` is NaN if empty.
  double cpu_average, cpu_maximum;
  /// Line breaks between where the scan began and this row.
  int64_t line;
  /// Whether all 19 percentiles are there.
  int64_t has_percentiles;
} fs_scan_row;

/// Where a scan ended.
typedef struct fs_scan_end {
  /// Bytes and line breaks of the lines that were read.
  int64_t bytes, lines;
  int64_t rows;
  /// An `fs_scan_stop`.
  int32_t stop;
} fs_scan_end;

/// Which instructions find the separators: 0 any machine's, 1 SSE2, 2 AVX2. All find the same.
enum { FS_SCAN_LEVELS = 3 };

typedef struct fs_scanner fs_scanner;

/// A scanner of lines of `columns` fields with the given roles, for texts of at most `capacity` bytes; NULL without
/// memory. Takes the best instructions of this machine, or none above `level`.
fs_scanner *fs_scanner_new(size_t capacity, const uint8_t *roles, int32_t columns, int32_t level);
void fs_scanner_free(fs_scanner *scanner);

/// Finds the separators of a text, which must stay where it is, with FS_SCAN_PADDING readable bytes behind it.
void fs_scanner_index(fs_scanner *scanner, const uint8_t *text, size_t length);

/// Reads whole lines from byte `from` of the indexed text, where a line begins, until there are `capacity` rows or a
/// line is not plain. Empty lines are no rows. `percentiles` takes 19 numbers a row, or is NULL.
fs_scan_end fs_scanner_read(
    fs_scanner *scanner, size_t from, fs_scan_row *rows, double *percentiles, size_t capacity);

/// Reads a whole decimal number that fits; returns whether it is one.
int32_t fs_scan_integer(const uint8_t *text, size_t length, int64_t *value);

/// Reads a decimal number, correctly rounded, without sign; returns whether it is one and finite.
int32_t fs_scan_number(const uint8_t *text, size_t length, double *value);

#ifdef __cplusplus
}
#endif

#endif
