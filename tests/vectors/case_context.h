// SPDX-License-Identifier: Apache-2.0
#pragma once

// CaseContext: one case with its files and the time at which to judge it.

#include <optional>

#include "common/tpm2/parse_time.h"
#include "vectors/outcome.h"

namespace postern::vectors {

struct CaseContext {
  const Manifest& manifest;
  const VectorCase& vector;
  const CaseFiles& files;
  tpm2::Time now;
  std::string plugin_dir;
};

// verify_time: when to judge the case. The first of these that there is: the case's expected.verify_time; verify_time
// of its config.json; the middle of expected.verify_time_within or vek_validity; the same of the case that it was
// made from; the middle of the validity of its VEK certificate; the day on which the manifest was made; 2026-01-01.
tpm2::Time verify_time(const Manifest& manifest, const VectorCase& vector, const CaseFiles& files);

// base_of: the case from which this one was made, or nullptr.
const VectorCase* base_of(const Manifest& manifest, const VectorCase& vector);

}  // namespace postern::vectors
