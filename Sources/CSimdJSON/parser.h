#ifndef FORESCALE_CSIMDJSON_PARSER_H
#define FORESCALE_CSIMDJSON_PARSER_H

#include <simdjson.h>

/// What the opaque pointer of the C interface points to.
struct fs_json_parser {
  simdjson::ondemand::parser parser;
  /// For documents that are kept as trees; it takes no memory before it is used.
  simdjson::dom::parser tree;
};

#endif
