#ifndef FORESCALE_CSIMDJSON_PARSER_H
#define FORESCALE_CSIMDJSON_PARSER_H

#include <simdjson.h>

/// What the opaque pointer of the C interface points to.
struct fs_json_parser {
  simdjson::ondemand::parser parser;
};

#endif
