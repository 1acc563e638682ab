// SPDX-License-Identifier: Apache-2.0
#pragma once

// One judge per kind of case: gives the case's files to the code that the plugins run, and says what that answered.
// Each throws BrokenCase when the case lacks a file that its kind must have.

#include "vectors/case_context.h"

namespace postern::vectors {

using Judge = Outcome (*)(const CaseContext&);

Outcome judge_azure_hcl(const CaseContext& context);           // HCL report: form and REPORT_DATA
Outcome judge_azure_vtpm_quote(const CaseContext& context);    // HCL report, its chain, and the quote of its AK
Outcome judge_constellation_attdoc(const CaseContext& context);  // a document, through the plugin that judges its type
Outcome judge_gce(const CaseContext& context);                 // quotes of Google's vTPM; its certificates
Outcome judge_snp_certs(const CaseContext& context);           // AMD's certificates
Outcome judge_snp_report(const CaseContext& context);          // report, VEK, chain; default policy
Outcome judge_tdx_quote(const CaseContext& context);
Outcome judge_tpm_eventlog(const CaseContext& context);
Outcome judge_tpm_quote(const CaseContext& context);

// find_judge: the judge of a kind, or nullptr for a kind that no code here knows.
Judge find_judge(const std::string& kind);

}  // namespace postern::vectors
