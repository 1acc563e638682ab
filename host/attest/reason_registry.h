// SPDX-License-Identifier: Apache-2.0
#pragma once

// The registry of reason codes: what each means and what to do about it, for operators. Codes of vendors' plugins are not
// in it; they carry their own texts.

#include <span>
#include <string_view>

namespace postern::attest {

struct ReasonEntry {
  std::string_view code;    // stable: it is compared in dashboards, tests and scripts
  std::string_view cause;   // what was found, one sentence
  std::string_view remedy;  // what an operator can do, imperative
};

// reasons: every code of the contract's reason.h and of the host, in the order of the way of a request.
std::span<const ReasonEntry> reasons();

// find_reason: the entry of that code, or nullptr.
const ReasonEntry* find_reason(std::string_view code);

}  // namespace postern::attest
