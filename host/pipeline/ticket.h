// SPDX-License-Identifier: Apache-2.0
#pragma once

// Ticket: what a machine is entitled to, field by field.

#include <string>
#include <string_view>
#include <vector>

#include "host/pipeline/secret_bytes.h"

namespace postern::pipeline {

struct TicketField {
  std::string name, key;
  uint32_t type = 0;    // POSTERN_TYPE_*
  int64_t integer = 0;  // BOOL and INTEGER
  SecretBytes bytes;    // TEXT and BYTES
  bool secret = false;  // not to be shown unless asked for
};

struct Ticket {
  std::string pipeline;  // name of the pipeline that made it
  std::vector<TicketField> fields;

  // find: the first field of that name, or nullptr.
  const TicketField* find(std::string_view name) const;
};

}  // namespace postern::pipeline
