#ifndef FORESCALE_CSIMDJSON_H
#define FORESCALE_CSIMDJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes that must be readable behind every line given to the parser.
enum { FS_JSON_PADDING = 64 };

/// How reading a line went.
enum fs_json_status {
  FS_JSON_OK = 0,
  /// The line is not one JSON object; `problem` says why.
  FS_JSON_NOT_AN_OBJECT = 1,
  /// A field holds something that it must not; `field` names it and `problem` quotes what was found.
  FS_JSON_BAD_FIELD = 2,
  /// A field that is needed is absent or null; `field` names it.
  FS_JSON_MISSING_FIELD = 3,
  /// The document is the answer of a server that failed; `problem` is its message.
  FS_JSON_ERROR_ANSWER = 4,
  /// The handler of samples asked to stop.
  FS_JSON_STOPPED = 5,
};

/// One line of the instance_usage table of ClusterData 2019.
typedef struct fs_usage_line {
  /// Microseconds of trace time.
  int64_t start_time, end_time;
  int64_t collection_id, instance_index;
  /// 0 job, 1 alloc set; 0 if absent.
  int64_t collection_type;
  /// Normalised compute units. `cpu_maximum` is NaN if absent.
  double cpu_average, cpu_maximum;
  /// 0, 10, ..., 100 %; and 91, 92, ..., 99 %.
  double deciles[11], tail[9];
  /// Numbers found in the two arrays: 0 if absent or empty.
  int32_t decile_count, tail_count;
  /// Set by the caller: whether the two arrays are filled, or their numbers only counted.
  int32_t wants_distribution;
  /// Set when the status is not FS_JSON_OK.
  const char *field;
  char problem[64];
} fs_usage_line;

/// The tables of ClusterData 2019 that hold events.
enum fs_event_table {
  FS_MACHINE_EVENTS = 0,
  FS_INSTANCE_EVENTS = 1,
  FS_COLLECTION_EVENTS = 2,
  /// It has a name and no type.
  FS_MACHINE_ATTRIBUTES = 3,
};

/// One line of a table of events of ClusterData 2019.
typedef struct fs_event_line {
  /// Microseconds of trace time.
  int64_t time;
  /// The table's own code.
  int64_t type;
  int64_t machine_id, collection_id, instance_index;
  /// 0 if absent.
  int64_t priority, alloc_collection_id, collection_type, missing_type, vertical_scaling, scheduler;
  int64_t scheduling_class, parent_collection_id;
  /// 1 if the attribute was taken away.
  int32_t deleted;
  /// Whether these were there.
  int32_t has_priority, has_scheduling_class, has_parent;
  /// `capacity` or `resource_request`, normalised; NaN if absent.
  double cpus, memory;
  int32_t has_machine;
  /// Set when the status is not FS_JSON_OK.
  const char *field;
  char problem[64];
} fs_event_line;

typedef struct fs_json_parser fs_json_parser;

/// A parser, to be freed with `fs_json_parser_free`; NULL without memory.
fs_json_parser *fs_json_parser_new(void);
void fs_json_parser_free(fs_json_parser *parser);

/// Reads one line of `length` bytes, behind which FS_JSON_PADDING more can be read. 64-bit integers may be
/// numbers or strings, absent and null fields are the same. Returns an `fs_json_status`.
int32_t fs_json_read_usage(fs_json_parser *parser, const char *line, size_t length, fs_usage_line *usage);

/// The same for one line of the `fs_event_table` called `table`.
int32_t fs_json_read_event(fs_json_parser *parser, const char *line, size_t length, int32_t table,
                           fs_event_line *event);

/// Takes the name of the series that begins: `up{job="api"}`, `length` bytes of UTF-8.
typedef void (*fs_range_series_handler)(void *context, const char *name, size_t length);

/// Takes a sample of the series: seconds, and the zero-terminated text of the value. Not 0 stops the reading.
typedef int32_t (*fs_range_sample_handler)(void *context, double seconds, const char *value, size_t length);

/// What reading an answer of Prometheus met.
typedef struct fs_range_answer {
  /// Series whose samples are histograms, which are not read.
  int64_t histogram_series;
  /// Warnings that came with the answer, of which `problem` is the first.
  int64_t warnings;
  /// Set when the status is not FS_JSON_OK: the field, the series and the sample in it, both from 0 or -1.
  const char *field;
  int64_t series, sample;
  char problem[256];
} fs_range_answer;

/// Reads a whole answer of Prometheus to a query over a range, of `length` bytes behind which FS_JSON_PADDING more can
/// be read. Returns an `fs_json_status`.
int32_t fs_json_read_range(fs_json_parser *parser, const char *document, size_t length, void *context,
                           fs_range_series_handler on_series, fs_range_sample_handler on_sample,
                           fs_range_answer *answer);

/// Takes one text of `length` bytes.
typedef void (*fs_text_handler)(void *context, const char *text, size_t length);

/// Reads the texts of the list of pairs at `key` of a document that is an object of lists of pairs; padding as above.
/// Returns an `fs_json_status`, FS_JSON_MISSING_FIELD if there is no such key.
int32_t fs_json_read_windows(fs_json_parser *parser, const char *document, size_t length, const char *key,
                             void *context, fs_text_handler on_text);

/// What a value of a document is.
enum fs_json_kind {
  FS_JSON_NULL = 0,
  FS_JSON_BOOLEAN = 1,
  FS_JSON_NUMBER = 2,
  FS_JSON_TEXT = 3,
  FS_JSON_ARRAY = 4,
  FS_JSON_OBJECT = 5,
};

/// A value of a document that is kept as a tree, or a place among an array's or an object's; good until the parser
/// reads the next document or is freed.
typedef struct fs_json_value {
  const void *document;
  size_t index;
} fs_json_value;

/// Bytes for the words about what is wrong with a document.
enum { FS_JSON_PROBLEM = 160 };

/// Reads a whole document of `length` bytes, padding as above, as a tree. Returns FS_JSON_OK, or FS_JSON_NOT_AN_OBJECT
/// with what is wrong in the FS_JSON_PROBLEM bytes of `problem`.
int32_t fs_json_read_tree(fs_json_parser *parser, const char *document, size_t length, fs_json_value *root,
                          char *problem);

/// An `fs_json_kind`.
int32_t fs_json_kind_of(fs_json_value value);

/// The text of a value of text, zero-terminated, and its length; NULL of another.
const char *fs_json_text(fs_json_value value, size_t *length);

/// The number of a value of a number: 1, or 0 of another.
int32_t fs_json_number(fs_json_value value, double *number);

/// The same for numbers that are written as whole ones of 64 bits.
int32_t fs_json_integer(fs_json_value value, int64_t *number);

/// The first member of that name of an object: 1, or 0 if there is none or the value is no object.
int32_t fs_json_member(fs_json_value object, const char *name, size_t length, fs_json_value *member);

/// The places of the first value of an array or an object and behind the last: 1, or 0 of another value.
int32_t fs_json_places(fs_json_value container, fs_json_value *first, fs_json_value *end);

/// The value at a place of an array, and the next place.
fs_json_value fs_json_take_element(fs_json_value *place);

/// The value at a place of an object with its name, and the next place.
fs_json_value fs_json_take_member(fs_json_value *place, const char **name, size_t *length);

#ifdef __cplusplus
}
#endif

#endif
