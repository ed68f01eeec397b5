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
  /// Set when the status is not FS_JSON_OK.
  const char *field;
  char problem[64];
} fs_usage_line;

/// One line of the machine_events or instance_events table of ClusterData 2019.
typedef struct fs_event_line {
  /// Microseconds of trace time.
  int64_t time;
  /// The table's own code.
  int64_t type;
  int64_t machine_id, collection_id, instance_index;
  /// 0 if absent.
  int64_t priority, alloc_collection_id, collection_type;
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

/// The same for one line of machine_events, or of instance_events if `is_instance` is not 0.
int32_t fs_json_read_event(fs_json_parser *parser, const char *line, size_t length, int32_t is_instance,
                           fs_event_line *event);

#ifdef __cplusplus
}
#endif

#endif
