// SPDX-License-Identifier: Apache-2.0
#pragma once

// ExpectedCodes: for which reason a case must be refused. Read from expected_codes.json, which is compiled in:
//   {"patterns": {KIND: {GLOB: [CODE, …]}}, "words": {KIND or "*": {TEXT: [CODE, …]}}}
// A pattern is matched against the case's name (the id behind its last slash; '*' is any text); of several that fit
// the one with the most letters counts, so that a mutation's name covers the same mutation of every other base case.
// Where no pattern fits, the words are looked for in what the manifest says about the case (what its reference verifier
// said, or else reason and check): the codes of the longest text that occurs count.

#include <optional>
#include <string>
#include <vector>

#include "vectors/manifest.h"

namespace postern::vectors {

struct Expectation {
  std::vector<std::string> codes;  // any of these; empty: any code will do
  bool is_pinned = false;          // found by a pattern
};

class ExpectedCodes {
 public:
  // compiled_in: the table of this program. Throws std::exception when it is not well-formed.
  static const ExpectedCodes& compiled_in();
  explicit ExpectedCodes(const std::string& json);

  Expectation find(const VectorCase& vector) const;

 private:
  Json table_;
};

// fits: whether the whole text is of the pattern's form.
bool fits(std::string_view pattern, std::string_view text);

}  // namespace postern::vectors
