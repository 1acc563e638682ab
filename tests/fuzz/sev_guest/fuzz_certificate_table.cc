// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "common/sev_guest/parse_certificate_table.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

// Every certificate that is found stands in the table as it is, behind an entry; all else is refused as malformed.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto table = sev_guest::parse_certificate_table(whole);
  if (!table.ok()) {
    fuzz::require(table.failure().code() == POSTERN_REASON_EVIDENCE_MALFORMED, "refused as malformed");
    return 0;
  }
  for (const auto* found : {&table.value().vcek, &table.value().vlek, &table.value().ask, &table.value().ark}) {
    if (found->empty()) continue;
    fuzz::require(size >= 48, "an entry and an end");
    fuzz::require(std::search(whole.begin() + 48, whole.end(), found->begin(), found->end()) != whole.end(),
                  "within the table");
  }
  return 0;
}
