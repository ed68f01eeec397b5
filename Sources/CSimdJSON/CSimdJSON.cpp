#include "CSimdJSON.h"

#include <simdjson.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <new>
#include <string>

static_assert(FS_JSON_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads further than promised");

using namespace simdjson;

struct fs_json_parser {
  ondemand::parser parser;
};

namespace {

void quote(fs_usage_line &usage, std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  const size_t limit = sizeof(usage.problem) - 1;
  const size_t count = text.size() < limit ? text.size() : limit;
  for (size_t i = 0; i < count; i++) {
    const auto byte = static_cast<unsigned char>(text[i]);
    usage.problem[i] = byte >= 0x20 && byte < 0x7f ? static_cast<char>(byte) : '?';
  }
  usage.problem[count] = 0;
}

int32_t bad(fs_usage_line &usage, const char *field, std::string_view found) {
  usage.field = field;
  quote(usage, found);
  return FS_JSON_BAD_FIELD;
}

int32_t not_an_object(fs_usage_line &usage, error_code code) {
  quote(usage, error_message(code));
  return FS_JSON_NOT_AN_OBJECT;
}

/// Leaves `out` as it is at null.
int32_t read_integer(ondemand::value value, const char *field, fs_usage_line &usage, int64_t &out,
                     bool &seen) {
  const std::string_view token = value.raw_json_token();
  ondemand::json_type type;
  if (value.type().get(type)) return bad(usage, field, token);
  if (type == ondemand::json_type::null) return FS_JSON_OK;
  const auto result =
      type == ondemand::json_type::string ? value.get_int64_in_string() : value.get_int64();
  if (simdjson_result<int64_t>(result).get(out)) return bad(usage, field, token);
  seen = true;
  return FS_JSON_OK;
}

int32_t read_number(ondemand::value value, const char *field, fs_usage_line &usage, double &out) {
  const std::string_view token = value.raw_json_token();
  ondemand::json_type type;
  if (value.type().get(type)) return bad(usage, field, token);
  if (type == ondemand::json_type::null) return FS_JSON_OK;
  if (type != ondemand::json_type::number || value.get_double().get(out)) return bad(usage, field, token);
  return FS_JSON_OK;
}

int32_t read_cpus(ondemand::value value, const char *field, fs_usage_line &usage, double &out) {
  const std::string_view token = value.raw_json_token();
  ondemand::json_type type;
  if (value.type().get(type)) return bad(usage, field, token);
  if (type == ondemand::json_type::null) return FS_JSON_OK;
  ondemand::object object;
  if (type != ondemand::json_type::object || value.get_object().get(object)) return bad(usage, field, token);
  for (auto member : object) {
    std::string_view key;
    if (member.unescaped_key().get(key)) return bad(usage, field, token);
    if (key != "cpus") continue;
    ondemand::value cpus;
    if (member.value().get(cpus)) return bad(usage, field, token);
    if (const int32_t status = read_number(cpus, field, usage, out)) return status;
  }
  return FS_JSON_OK;
}

int32_t read_numbers(
    ondemand::value value, const char *field, fs_usage_line &usage, double *out, int32_t wanted,
    int32_t &count) {
  const std::string_view token = value.raw_json_token();
  ondemand::json_type type;
  if (value.type().get(type)) return bad(usage, field, token);
  if (type == ondemand::json_type::null) return FS_JSON_OK;
  ondemand::array array;
  if (type != ondemand::json_type::array || value.get_array().get(array)) return bad(usage, field, token);
  count = 0;
  for (auto element : array) {
    if (count == wanted) return bad(usage, field, "more than " + std::to_string(wanted) + " values");
    ondemand::value number;
    if (element.get(number)) return bad(usage, field, token);
    double parsed = std::numeric_limits<double>::quiet_NaN();
    if (const int32_t status = read_number(number, field, usage, parsed)) return status;
    if (std::isnan(parsed)) return bad(usage, field, "null");
    out[count++] = parsed;
  }
  if (count != 0 && count != wanted) return bad(usage, field, "only " + std::to_string(count) + " values");
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
  if (key == "average_usage") return read_cpus(value, "average_usage.cpus", usage, usage.cpu_average);
  if (key == "maximum_usage") return read_cpus(value, "maximum_usage.cpus", usage, usage.cpu_maximum);
  if (key == "cpu_usage_distribution")
    return read_numbers(value, "cpu_usage_distribution", usage, usage.deciles, 11, usage.decile_count);
  if (key == "tail_cpu_usage_distribution")
    return read_numbers(value, "tail_cpu_usage_distribution", usage, usage.tail, 9, usage.tail_count);
  return FS_JSON_OK;
}

}  // namespace

fs_json_parser *fs_json_parser_new(void) { return new (std::nothrow) fs_json_parser; }

void fs_json_parser_free(fs_json_parser *parser) { delete parser; }

int32_t fs_json_read_usage(fs_json_parser *parser, const char *line, size_t length, fs_usage_line *out) {
  fs_usage_line &usage = *out;
  std::memset(&usage, 0, sizeof usage);
  usage.cpu_average = usage.cpu_maximum = std::numeric_limits<double>::quiet_NaN();
  bool seen[4] = {false, false, false, false};

  ondemand::document document;
  if (auto code = parser->parser.iterate(line, length, length + FS_JSON_PADDING).get(document))
    return not_an_object(usage, code);
  ondemand::object object;
  if (auto code = document.get_object().get(object)) return not_an_object(usage, code);
  for (auto member : object) {
    std::string_view key;
    if (auto code = member.unescaped_key().get(key)) return not_an_object(usage, code);
    ondemand::value value;
    if (auto code = member.value().get(value)) return not_an_object(usage, code);
    if (const int32_t status = read_field(key, value, usage, seen)) return status;
  }
  const char *rest = nullptr;
  if (document.current_location().get(rest) == SUCCESS) {
    quote(usage, "something follows the object");
    return FS_JSON_NOT_AN_OBJECT;
  }

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
