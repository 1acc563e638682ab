// SPDX-License-Identifier: Apache-2.0
#pragma once

// Ticket: what a machine is entitled to, field by field.

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/pipeline/secret_bytes.h"

namespace postern::pipeline {

class Undo;

struct TicketField {
  std::string name, key;
  uint32_t type = 0;    // POSTERN_TYPE_*
  int64_t integer = 0;  // BOOL and INTEGER
  SecretBytes bytes;    // TEXT and BYTES
  bool secret = false;    // not to be shown unless asked for
  bool internal = false;  // for later steps only; never in a finished ticket
};

// Moves and is never copied, since it holds secrets.
struct Ticket {
  Ticket() = default;
  Ticket(std::string made_by, std::vector<TicketField> given) : pipeline(std::move(made_by)), fields(std::move(given)) {}
  Ticket(Ticket&&) noexcept = default;
  Ticket& operator=(Ticket&&) noexcept = default;

  std::string pipeline;  // name of the pipeline that made it
  std::vector<TicketField> fields;
  // undo: what was made outside for this ticket, or nullptr for nothing. Whoever hands the ticket over calls its keep();
  // without that all of it is revoked.
  std::shared_ptr<Undo> undo;

  // find: the first field of that name, or nullptr.
  const TicketField* find(std::string_view name) const;
};

}  // namespace postern::pipeline
