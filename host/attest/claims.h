// SPDX-License-Identifier: Apache-2.0
#pragma once

// Claims: what has been proven about a machine. Write-once per name; each stamped with the step that proved it.

#include <map>
#include <string>
#include <string_view>

#include "host/attest/value.h"

namespace postern::attest {

struct Claim {
  Value value;
  std::string step;  // instance that proved it
};

class Claims {
 public:
  using Map = std::map<std::string, Claim, std::less<>>;

  // put: false when the name is taken; the first value then stays.
  bool put(std::string name, Value value, std::string step);

  // find: the claim or nullptr; valid until the next merge.
  const Claim* find(std::string_view name) const;

  // merge: takes over other's claims; a name that is taken keeps its first value.
  void merge(Claims other);

  const Map& all() const { return claims_; }

 private:
  Map claims_;
};

}  // namespace postern::attest
