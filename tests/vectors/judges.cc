// SPDX-License-Identifier: Apache-2.0
#include "vectors/judges.h"

namespace postern::vectors {

Outcome judge_tdx_quote(const CaseContext&) { return skipped("there is no code for TDX quotes yet"); }

Judge find_judge(const std::string& kind) {
  static const std::map<std::string, Judge> judges{{"azure-hcl", judge_azure_hcl},
                                                   {"azure-vtpm-quote", judge_azure_vtpm_quote},
                                                   {"constellation-attdoc", judge_constellation_attdoc},
                                                   {"gce", judge_gce},
                                                   {"snp-certs", judge_snp_certs},
                                                   {"snp-report", judge_snp_report},
                                                   {"tdx-quote", judge_tdx_quote},
                                                   {"tpm-eventlog", judge_tpm_eventlog},
                                                   {"tpm-quote", judge_tpm_quote}};
  const auto found = judges.find(kind);
  return found == judges.end() ? nullptr : found->second;
}

}  // namespace postern::vectors
