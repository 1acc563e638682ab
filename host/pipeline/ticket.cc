// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/ticket.h"

namespace postern::pipeline {

const TicketField* Ticket::find(std::string_view name) const {
  for (const TicketField& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

}  // namespace postern::pipeline
