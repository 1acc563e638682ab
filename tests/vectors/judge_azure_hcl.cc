// SPDX-License-Identifier: Apache-2.0
#include "common/azure/check_hcl_binding.h"
#include "common/azure/parse_hcl_report.h"
#include "common/azure/parse_runtime_data.h"
#include "vectors/azure_facts.h"
#include "vectors/judges.h"

namespace postern::vectors {

// The report is not signed by a key that is there, so only the binding is looked at.
Outcome judge_azure_hcl(const CaseContext& context) {
  if (context.files.has("td_report.bin")) return skipped("there is no code for TDX reports yet");
  const sdk::ByteVector wire = context.files.bytes("hcl_report.bin");
  VECTORS_TRY(blob, azure::parse_hcl_report(wire));
  VECTORS_CHECK(azure::require_snp(blob));
  VECTORS_CHECK(azure::check_hcl_binding(blob));
  VECTORS_CHECK(azure::parse_runtime_data(blob.runtime_data));
  Outcome outcome;
  outcome.differences = differences(found_facts(blob, {}), context.vector.facts);
  outcome.note = "binding only: the report's signature is not looked at";
  return outcome;
}

}  // namespace postern::vectors
