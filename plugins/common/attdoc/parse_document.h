// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "common/attdoc/document.h"

namespace postern::attdoc {

// DocumentLimits: bytes after decoding, and counts; refused beyond them.
struct DocumentLimits {
  std::size_t bytes = 4 * 1024 * 1024;  // of the JSON text
  std::size_t ak_pub = 2 * 1024;
  std::size_t quotes = 8;
  std::size_t quote = 4 * 1024;  // and its signature
  std::size_t event_log = 1024 * 1024;
  std::size_t certificate = 16 * 1024;
  std::size_t certificates = 8;
  std::size_t instance_info = 256 * 1024;
  std::size_t user_data = 1024;
};

// parse_document: the JSON document that nodes send, in the shape of Go's encoding/json: base64 is standard
// and padded, absent and null members are the same. Members that are not known are passed over, so that newer
// nodes are understood; names are compared exactly. Errors: denied, EVIDENCE_MALFORMED.
sdk::Result<Document> parse_document(std::string_view text, const DocumentLimits& limits = {});

}  // namespace postern::attdoc
