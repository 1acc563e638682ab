// SPDX-License-Identifier: Apache-2.0
#pragma once

// run_manifest: judges the cases of a manifest one after the other and reports each.

#include <iosfwd>

#include "vectors/case_context.h"

namespace postern::vectors {

struct RunOptions {
  std::vector<std::string> kinds, ids;  // empty: all
  std::optional<tpm2::Time> now;        // instead of each case's own time
  std::string plugin_dir;
  bool json = false;
};

struct Counts {
  std::size_t passed = 0, failed = 0, skipped = 0;
};

// run_manifest: per case a line "PASS|FAIL|SKIP id reason", or a JSON object {"id", "kind", "result", "reason"}; then
// the line "N passed, N failed, N skipped" in either form. A case that cannot be judged, for whatever reason, fails.
Counts run_manifest(const Manifest& manifest, const RunOptions& options, std::ostream& out);

}  // namespace postern::vectors
