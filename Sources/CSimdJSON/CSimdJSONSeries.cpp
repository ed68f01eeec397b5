#include "CSimdJSON.h"
#include "parser.h"

#include <cstring>
#include <string>

using namespace simdjson;

namespace {

void quote(fs_range_answer &answer, std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  const size_t limit = sizeof answer.problem - 1;
  const size_t count = text.size() < limit ? text.size() : limit;
  for (size_t i = 0; i < count; i++)
    answer.problem[i] = static_cast<unsigned char>(text[i]) < 0x20 ? '?' : text[i];
  answer.problem[count] = 0;
}

int32_t bad(fs_range_answer &answer, const char *field, std::string_view found) {
  answer.field = field;
  quote(answer, found);
  return FS_JSON_BAD_FIELD;
}

int32_t not_json(fs_range_answer &answer, error_code code) {
  quote(answer, error_message(code));
  return FS_JSON_NOT_AN_OBJECT;
}

/// Bad where the type is another, not JSON where the document is damaged.
int32_t failed(fs_range_answer &answer, const char *field, error_code code) {
  if (code == NO_SUCH_FIELD) {
    answer.field = field;
    return FS_JSON_MISSING_FIELD;
  }
  if (code == INCORRECT_TYPE || code == NUMBER_ERROR) return bad(answer, field, "something else");
  return not_json(answer, code);
}

/// The labels as Prometheus shows them: `up{instance="a",job="api"}`, in the document's order.
error_code read_name(ondemand::object metric, std::string &name) {
  name.clear();
  std::string labels;
  for (auto member : metric) {
    std::string_view key, value;
    if (auto code = member.unescaped_key().get(key)) return code;
    if (auto code = member.value().get_string().get(value)) return code;
    if (key == "__name__") {
      name.assign(value);
      continue;
    }
    if (!labels.empty()) labels += ',';
    labels.append(key);
    labels += "=\"";
    for (const char letter : value) {
      if (letter == '"' || letter == '\\') labels += '\\';
      labels += letter;
    }
    labels += '"';
  }
  if (!labels.empty() || name.empty()) name += "{" + labels + "}";
  return SUCCESS;
}

int32_t read_sample(ondemand::value pair, void *context, fs_range_sample_handler on_sample,
                    fs_range_answer &answer) {
  const char *const field = "values";
  ondemand::array parts;
  if (auto code = pair.get_array().get(parts)) return failed(answer, field, code);
  double seconds = 0;
  char text[64];
  size_t length = 0;
  int count = 0;
  for (auto part : parts) {
    if (count == 0) {
      if (auto code = part.get_double().get(seconds)) return failed(answer, field, code);
    } else if (count == 1) {
      std::string_view value;
      if (auto code = part.get_string().get(value)) return failed(answer, field, code);
      if (value.size() >= sizeof text) return bad(answer, field, value);
      length = value.size();
      std::memcpy(text, value.data(), length);
      text[length] = 0;
    }
    count++;
  }
  if (count != 2) return bad(answer, field, std::to_string(count) + " parts");
  return on_sample(context, seconds, text, length) ? FS_JSON_STOPPED : FS_JSON_OK;
}

int32_t read_series(ondemand::object series, std::string &name, void *context,
                    fs_range_series_handler on_series, fs_range_sample_handler on_sample,
                    fs_range_answer &answer) {
  ondemand::object metric;
  if (auto code = series.find_field_unordered("metric").get_object().get(metric))
    return failed(answer, "metric", code);
  if (auto code = read_name(metric, name)) return failed(answer, "metric", code);
  ondemand::value found;
  const auto code = series.find_field_unordered("values").get(found);
  if (code == NO_SUCH_FIELD) {
    if (series.find_field_unordered("histograms").get(found)) return failed(answer, "values", code);
    answer.histogram_series++;
    return FS_JSON_OK;
  }
  if (code) return failed(answer, "values", code);
  ondemand::array values;
  if (auto wrong = found.get_array().get(values)) return failed(answer, "values", wrong);
  on_series(context, name.data(), name.size());
  for (auto element : values) {
    answer.sample++;
    ondemand::value pair;
    if (auto wrong = element.get(pair)) return failed(answer, "values", wrong);
    if (const int32_t status = read_sample(pair, context, on_sample, answer)) return status;
  }
  answer.sample = -1;
  return FS_JSON_OK;
}

}  // namespace

int32_t fs_json_read_range(fs_json_parser *parser, const char *document, size_t length, void *context,
                           fs_range_series_handler on_series, fs_range_sample_handler on_sample,
                           fs_range_answer *out) {
  fs_range_answer &answer = *out;
  std::memset(&answer, 0, sizeof answer);
  answer.series = answer.sample = -1;
  ondemand::document root;
  if (auto code = parser->parser.iterate(document, length, length + FS_JSON_PADDING).get(root))
    return not_json(answer, code);
  ondemand::object object;
  if (auto code = root.get_object().get(object)) return not_json(answer, code);
  std::string_view text;
  if (auto code = object.find_field_unordered("status").get_string().get(text))
    return failed(answer, "status", code);
  if (text == "error") {
    std::string_view message = "no message";
    (void)object.find_field_unordered("error").get_string().get(message);
    quote(answer, message);
    return FS_JSON_ERROR_ANSWER;
  }
  if (text != "success") return bad(answer, "status", text);
  ondemand::object data;
  if (auto code = object.find_field_unordered("data").get_object().get(data))
    return failed(answer, "data", code);
  if (auto code = data.find_field_unordered("resultType").get_string().get(text))
    return failed(answer, "data.resultType", code);
  if (text != "matrix") return bad(answer, "data.resultType", text);
  ondemand::array result;
  if (auto code = data.find_field_unordered("result").get_array().get(result))
    return failed(answer, "data.result", code);
  std::string name;
  for (auto element : result) {
    answer.series++;
    ondemand::object series;
    if (auto code = element.get_object().get(series)) return failed(answer, "data.result", code);
    if (const int32_t status = read_series(series, name, context, on_series, on_sample, answer)) return status;
  }
  ondemand::array warnings;
  if (!object.find_field_unordered("warnings").get_array().get(warnings)) {
    for (auto warning : warnings) {
      if (warning.get_string().get(text)) break;
      if (answer.warnings++ == 0) quote(answer, text);
    }
  }
  return FS_JSON_OK;
}

int32_t fs_json_read_windows(fs_json_parser *parser, const char *document, size_t length, const char *key,
                             void *context, fs_text_handler on_text) {
  ondemand::document root;
  if (parser->parser.iterate(document, length, length + FS_JSON_PADDING).get(root)) return FS_JSON_NOT_AN_OBJECT;
  ondemand::object object;
  if (root.get_object().get(object)) return FS_JSON_NOT_AN_OBJECT;
  ondemand::array windows;
  const auto code = object.find_field_unordered(std::string_view(key)).get_array().get(windows);
  if (code == NO_SUCH_FIELD) return FS_JSON_MISSING_FIELD;
  if (code) return FS_JSON_BAD_FIELD;
  for (auto element : windows) {
    ondemand::array pair;
    if (element.get_array().get(pair)) return FS_JSON_BAD_FIELD;
    int count = 0;
    for (auto part : pair) {
      std::string_view text;
      if (part.get_string().get(text)) return FS_JSON_BAD_FIELD;
      on_text(context, text.data(), text.size());
      count++;
    }
    if (count != 2) return FS_JSON_BAD_FIELD;
  }
  return FS_JSON_OK;
}
