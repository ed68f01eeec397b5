#include "CSimdJSON.h"
#include "parser.h"

#include <cstring>
#include <string>
#include <type_traits>

using namespace simdjson;

namespace {

/// simdjson's values and iterators are a pointer and an index; as such they pass through the C interface.
template <class To, class From>
To as(const From &from) {
  static_assert(sizeof(To) == sizeof(From), "simdjson's values are not what they are passed as");
  static_assert(std::is_trivially_copyable<To>::value && std::is_trivially_copyable<From>::value, "copied by bytes");
  To to;
  std::memcpy(static_cast<void *>(&to), static_cast<const void *>(&from), sizeof to);
  return to;
}

}  // namespace

int32_t fs_json_read_tree(fs_json_parser *parser, const char *document, size_t length, fs_json_value *root,
                          char *problem) {
  dom::element element;
  const auto code = parser->tree.parse(document, length, false).get(element);
  if (!code) {
    *root = as<fs_json_value>(element);
    return FS_JSON_OK;
  }
  std::strncpy(problem, error_message(code), FS_JSON_PROBLEM - 1);
  problem[FS_JSON_PROBLEM - 1] = 0;
  return FS_JSON_NOT_AN_OBJECT;
}

int32_t fs_json_kind_of(fs_json_value value) {
  switch (as<dom::element>(value).type()) {
    case dom::element_type::ARRAY: return FS_JSON_ARRAY;
    case dom::element_type::OBJECT: return FS_JSON_OBJECT;
    case dom::element_type::STRING: return FS_JSON_TEXT;
    case dom::element_type::BOOL: return FS_JSON_BOOLEAN;
    case dom::element_type::NULL_VALUE: return FS_JSON_NULL;
    default: return FS_JSON_NUMBER;
  }
}

const char *fs_json_text(fs_json_value value, size_t *length) {
  std::string_view text;
  if (as<dom::element>(value).get_string().get(text)) return nullptr;
  *length = text.size();
  return text.data();
}

int32_t fs_json_number(fs_json_value value, double *number) {
  return as<dom::element>(value).get_double().get(*number) == SUCCESS;
}

int32_t fs_json_integer(fs_json_value value, int64_t *number) {
  return as<dom::element>(value).get_int64().get(*number) == SUCCESS;
}

int32_t fs_json_member(fs_json_value object, const char *name, size_t length, fs_json_value *member) {
  dom::object members;
  dom::element found;
  if (as<dom::element>(object).get_object().get(members)) return 0;
  if (members.at_key(std::string_view(name, length)).get(found)) return 0;
  *member = as<fs_json_value>(found);
  return 1;
}

int32_t fs_json_places(fs_json_value container, fs_json_value *first, fs_json_value *end) {
  const auto element = as<dom::element>(container);
  dom::array array;
  if (!element.get_array().get(array)) {
    *first = as<fs_json_value>(array.begin());
    *end = as<fs_json_value>(array.end());
    return 1;
  }
  dom::object object;
  if (element.get_object().get(object)) return 0;
  *first = as<fs_json_value>(object.begin());
  *end = as<fs_json_value>(object.end());
  return 1;
}

fs_json_value fs_json_take_element(fs_json_value *place) {
  auto iterator = as<dom::array::iterator>(*place);
  const auto value = as<fs_json_value>(*iterator);
  ++iterator;
  *place = as<fs_json_value>(iterator);
  return value;
}

fs_json_value fs_json_take_member(fs_json_value *place, const char **name, size_t *length) {
  auto iterator = as<dom::object::iterator>(*place);
  const auto key = iterator.key();
  *name = key.data();
  *length = key.size();
  const auto value = as<fs_json_value>(iterator.value());
  ++iterator;
  *place = as<fs_json_value>(iterator);
  return value;
}
