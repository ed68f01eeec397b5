#include "CSimdJSON.h"
#include "parser.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <new>
#include <string>

static_assert(FS_JSON_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads further than promised");

using namespace simdjson;

namespace {

template <class Row>
void quote(Row &row, std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  const size_t limit = sizeof(row.problem) - 1;
  const size_t count = text.size() < limit ? text.size() : limit;
  for (size_t i = 0; i < count; i++) {
    const auto byte = static_cast<unsigned char>(text[i]);
    row.problem[i] = byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '?';
  }
  row.problem[count] = 0;
}

template <class Row>
int32_t bad(Row &row, const char *field, std::string_view found) {
  row.field = field;
  quote(row, found);
  return FS_JSON_BAD_FIELD;
}

template <class Row>
int32_t not_an_object(Row &row, error_code code) {
  quote(row, error_message(code));
  return FS_JSON_NOT_AN_OBJECT;
}

/// Leaves `out` as it is at null.
template <class Row>
int32_t read_integer(ondemand::value value, const char *field, Row &row, int64_t &out,
                     bool &seen) {
  const std::string_view token = value.raw_json_token();
  ondemand::json_type type;
  if (value.type().get(type)) return bad(row, field, token);
  if (type == ondemand::json_type::null) return FS_JSON_OK;
  const auto result =
      type == ondemand::json_type::string ? value.get_int64_in_string() : value.get_int64();
  if (simdjson_result<int64_t>(result).get(out)) return bad(row, field, token);
  seen = true;
  return FS_JSON_OK;
}

/// Leaves `out` as it is at null.
template <class Row>
int32_t read_flag(ondemand::value value, const char *field, Row &row, int32_t &out) {
  const std::string_view token = value.raw_json_token();
  ondemand::json_type type;
  if (value.type().get(type)) return bad(row, field, token);
  if (type == ondemand::json_type::null) return FS_JSON_OK;
  bool flag = false;
  if (type != ondemand::json_type::boolean || value.get_bool().get(flag)) return bad(row, field, token);
  out = flag;
  return FS_JSON_OK;
}

/// Takes numbers in quotation marks as well, as BigQuery's clients write them.
template <class Row>
int32_t read_number(ondemand::value value, const char *field, Row &row, double &out) {
  const std::string_view token = value.raw_json_token();
  ondemand::json_type type;
  if (value.type().get(type)) return bad(row, field, token);
  if (type == ondemand::json_type::null) return FS_JSON_OK;
  if (type == ondemand::json_type::string) {
    if (value.get_double_in_string().get(out)) return bad(row, field, token);
    return FS_JSON_OK;
  }
  if (type != ondemand::json_type::number || value.get_double().get(out)) return bad(row, field, token);
  return FS_JSON_OK;
}

/// Reads `cpus` and, if `memory` is given, `memory` of a resources object; leaves them as they are at null.
template <class Row>
int32_t read_resources(ondemand::value value, const char *cpu_field, const char *memory_field, Row &row,
                       double &cpu, double *memory) {
  const std::string_view token = value.raw_json_token();
  ondemand::json_type type;
  if (value.type().get(type)) return bad(row, cpu_field, token);
  if (type == ondemand::json_type::null) return FS_JSON_OK;
  ondemand::object object;
  if (type != ondemand::json_type::object || value.get_object().get(object)) return bad(row, cpu_field, token);
  for (auto member : object) {
    std::string_view key;
    if (member.unescaped_key().get(key)) return bad(row, cpu_field, token);
    const bool is_cpu = key == "cpus";
    if (!is_cpu && !(memory && key == "memory")) continue;
    ondemand::value number;
    if (member.value().get(number)) return bad(row, cpu_field, token);
    const int32_t status =
        read_number(number, is_cpu ? cpu_field : memory_field, row, is_cpu ? cpu : *memory);
    if (status) return status;
  }
  return FS_JSON_OK;
}

/// Reads `wanted` numbers or none; only counts them if `out` is NULL.
template <class Row>
int32_t read_numbers(
    ondemand::value value, const char *field, Row &row, double *out, int32_t wanted,
    int32_t &count) {
  const std::string_view token = value.raw_json_token();
  ondemand::json_type type;
  if (value.type().get(type)) return bad(row, field, token);
  if (type == ondemand::json_type::null) return FS_JSON_OK;
  ondemand::array array;
  if (type != ondemand::json_type::array || value.get_array().get(array)) return bad(row, field, token);
  count = 0;
  for (auto element : array) {
    if (count == wanted) return bad(row, field, "more than " + std::to_string(wanted) + " values");
    ondemand::value number;
    if (element.get(number)) return bad(row, field, token);
    if (!out) {
      // Not wanted: only counted.
      ondemand::json_type kind;
      if (number.type().get(kind) || (kind != ondemand::json_type::number && kind != ondemand::json_type::string))
        return bad(row, field, number.raw_json_token());
      count++;
      continue;
    }
    double parsed = std::numeric_limits<double>::quiet_NaN();
    if (const int32_t status = read_number(number, field, row, parsed)) return status;
    if (std::isnan(parsed)) return bad(row, field, "null");
    out[count++] = parsed;
  }
  if (count != 0 && count != wanted) return bad(row, field, "only " + std::to_string(count) + " values");
  return FS_JSON_OK;
}

int32_t read_field(std::string_view key, ondemand::value value, fs_usage_line &usage, bool *seen) {
  if (key == "start_time") return read_integer(value, "start_time", usage, usage.start_time, seen[0]);
  if (key == "end_time") return read_integer(value, "end_time", usage, usage.end_time, seen[1]);
  if (key == "collection_id")
    return read_integer(value, "collection_id", usage, usage.collection_id, seen[2]);
  if (key == "instance_index")
    return read_integer(value, "instance_index", usage, usage.instance_index, seen[3]);
  if (key == "collection_type") {
    bool ignored = false;
    return read_integer(value, "collection_type", usage, usage.collection_type, ignored);
  }
  if (key == "average_usage")
    return read_resources(value, "average_usage.cpus", nullptr, usage, usage.cpu_average, nullptr);
  if (key == "maximum_usage")
    return read_resources(value, "maximum_usage.cpus", nullptr, usage, usage.cpu_maximum, nullptr);
  if (key == "average_usage.cpus" || key == "average_usage_cpus")
    return read_number(value, "average_usage.cpus", usage, usage.cpu_average);
  if (key == "maximum_usage.cpus" || key == "maximum_usage_cpus")
    return read_number(value, "maximum_usage.cpus", usage, usage.cpu_maximum);
  if (key == "cpu_usage_distribution")
    return read_numbers(value, "cpu_usage_distribution", usage, usage.wants_distribution ? usage.deciles : nullptr, 11, usage.decile_count);
  if (key == "tail_cpu_usage_distribution")
    return read_numbers(value, "tail_cpu_usage_distribution", usage, usage.wants_distribution ? usage.tail : nullptr, 9, usage.tail_count);
  return FS_JSON_OK;
}

int32_t read_field(std::string_view key, ondemand::value value, fs_event_line &event, bool *seen) {
  bool ignored = false;
  if (key == "time") return read_integer(value, "time", event, event.time, seen[0]);
  if (key == "type") return read_integer(value, "type", event, event.type, seen[1]);
  if (key == "machine_id") return read_integer(value, "machine_id", event, event.machine_id, seen[2]);
  if (key == "collection_id") return read_integer(value, "collection_id", event, event.collection_id, seen[3]);
  if (key == "instance_index")
    return read_integer(value, "instance_index", event, event.instance_index, seen[4]);
  if (key == "priority") return read_integer(value, "priority", event, event.priority, seen[6]);
  if (key == "scheduling_class")
    return read_integer(value, "scheduling_class", event, event.scheduling_class, seen[7]);
  if (key == "parent_collection_id")
    return read_integer(value, "parent_collection_id", event, event.parent_collection_id, seen[8]);
  if (key == "missing_type") return read_integer(value, "missing_type", event, event.missing_type, ignored);
  if (key == "vertical_scaling")
    return read_integer(value, "vertical_scaling", event, event.vertical_scaling, ignored);
  if (key == "scheduler") return read_integer(value, "scheduler", event, event.scheduler, ignored);
  if (key == "name") {
    ondemand::json_type type;
    if (value.type().get(type)) return bad(event, "name", value.raw_json_token());
    seen[5] = type != ondemand::json_type::null;
    return FS_JSON_OK;
  }
  if (key == "deleted") return read_flag(value, "deleted", event, event.deleted);
  if (key == "alloc_collection_id")
    return read_integer(value, "alloc_collection_id", event, event.alloc_collection_id, ignored);
  if (key == "collection_type")
    return read_integer(value, "collection_type", event, event.collection_type, ignored);
  if (key == "capacity")
    return read_resources(value, "capacity.cpus", "capacity.memory", event, event.cpus, &event.memory);
  if (key == "resource_request")
    return read_resources(
        value, "resource_request.cpus", "resource_request.memory", event, event.cpus, &event.memory);
  return FS_JSON_OK;
}

/// Reads the members of the one object of a line.
template <class Row>
int32_t read_members(fs_json_parser *parser, const char *line, size_t length, Row &row, bool *seen) {
  ondemand::document document;
  if (auto code = parser->parser.iterate(line, length, length + FS_JSON_PADDING).get(document))
    return not_an_object(row, code);
  ondemand::object object;
  if (auto code = document.get_object().get(object)) return not_an_object(row, code);
  for (auto member : object) {
    std::string_view key;
    if (auto code = member.unescaped_key().get(key)) return not_an_object(row, code);
    ondemand::value value;
    if (auto code = member.value().get(value)) return not_an_object(row, code);
    if (const int32_t status = read_field(key, value, row, seen)) return status;
  }
  const char *rest = nullptr;
  if (document.current_location().get(rest) == SUCCESS) {
    quote(row, "something follows the object");
    return FS_JSON_NOT_AN_OBJECT;
  }
  return FS_JSON_OK;
}

}  // namespace

fs_json_parser *fs_json_parser_new(void) { return new (std::nothrow) fs_json_parser; }

void fs_json_parser_free(fs_json_parser *parser) { delete parser; }

int32_t fs_json_read_usage(fs_json_parser *parser, const char *line, size_t length, fs_usage_line *out) {
  fs_usage_line &usage = *out;
  const int32_t wants_distribution = usage.wants_distribution;
  std::memset(&usage, 0, sizeof usage);
  usage.wants_distribution = wants_distribution;
  usage.cpu_average = usage.cpu_maximum = std::numeric_limits<double>::quiet_NaN();
  bool seen[4] = {false, false, false, false};

  if (const int32_t status = read_members(parser, line, length, usage, seen)) return status;
  static const char *const names[4] = {"start_time", "end_time", "collection_id", "instance_index"};
  for (int i = 0; i < 4; i++) {
    if (seen[i]) continue;
    usage.field = names[i];
    return FS_JSON_MISSING_FIELD;
  }
  if (std::isnan(usage.cpu_average)) {
    usage.field = "average_usage.cpus";
    return FS_JSON_MISSING_FIELD;
  }
  return FS_JSON_OK;
}

int32_t fs_json_read_event(fs_json_parser *parser, const char *line, size_t length, int32_t table,
                           fs_event_line *out) {
  fs_event_line &event = *out;
  std::memset(&event, 0, sizeof event);
  event.cpus = event.memory = std::numeric_limits<double>::quiet_NaN();
  bool seen[9] = {false};
  if (const int32_t status = read_members(parser, line, length, event, seen)) return status;
  event.has_machine = seen[2];
  event.has_priority = seen[6];
  event.has_scheduling_class = seen[7];
  event.has_parent = seen[8];
  static const char *const names[6] = {"time", "type", "machine_id", "collection_id", "instance_index", "name"};
  // a task that was never placed has no machine, a machine's event has no collection
  static const bool needed[4][6] = {
      {true, true, true, false, false, false},
      {true, true, false, true, true, false},
      {true, true, false, true, false, false},
      {true, false, true, false, false, true},
  };
  for (int i = 0; i < 6; i++) {
    if (seen[i] || !needed[table][i]) continue;
    event.field = names[i];
    return FS_JSON_MISSING_FIELD;
  }
  return FS_JSON_OK;
}
