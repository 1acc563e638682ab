// SPDX-License-Identifier: Apache-2.0
#pragma once

// Replay: one record after the other judged again; what differs from the record.

#include <string>
#include <vector>

#include "host/offline/rejudgement.h"

namespace postern::app {

// Replayed: what came of one record. obstacle: why it could not be judged again; then there are no differences.
struct Replayed {
  std::vector<std::string> differences;  // "claims: recorded …, now …"
  std::string obstacle;
};

class Replay {
 public:
  explicit Replay(Rejudgement& rejudgement) : rejudgement_(rejudgement) {}

  // take: the next record of the log. A ticket is replayed up to its backends, which are not asked: its pipeline, the
  // verdict of the chain, the conditions and the fields that could be given.
  Replayed take(const record::Record& record);

 private:
  Replayed handshake(const record::Record& record);
  Replayed ticket(const record::Record& record);
  Rejudgement& rejudgement_;
};

}  // namespace postern::app
