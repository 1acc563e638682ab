// SPDX-License-Identifier: Apache-2.0
#pragma once

// Journal: where every layer reports what happened. One event is one line for the operator; host/observe writes it.

#include <string>
#include <utility>
#include <vector>

namespace postern::attest {

enum class Level { kDebug, kInfo, kWarn, kError };

struct Event {
  Level level = Level::kInfo;
  std::string name;  // stable, kebab-case: "handshake-refused"
  std::string text;  // for people
  std::vector<std::pair<std::string, std::string>> fields;  // never a secret
};

class Journal {
 public:
  virtual ~Journal() = default;
  virtual void note(Event event) = 0;  // thread-safe
};

}  // namespace postern::attest
