// SPDX-License-Identifier: Apache-2.0
//
// Of changed and spliced documents none is allowed unless everything in it that anybody signed is the same, byte for
// byte (signed_view.h), as in one of the valid documents, and the validator then states the same about the machine.

#include <gtest/gtest.h>

#include "property/document_bed.h"

namespace postern::property {
namespace {

void hold(const DocumentBed& bed, const std::vector<std::string>& codes) {
  const Summary summary = run_campaign(bed.type, [&] { return make_worker(bed); });
  ASSERT_FALSE(summary.broken) << *summary.broken;
  if (summary.trials < 1000) return;
  EXPECT_GT(summary.allowed, 0u) << "changes that mean nothing must be among the trials";
  EXPECT_LT(summary.allowed, summary.trials / 2);
  for (const std::string& code : codes) EXPECT_TRUE(summary.codes.contains(code)) << "no trial was refused for " << code;
}

const std::vector<std::string> kOfAll{POSTERN_REASON_EVIDENCE_MALFORMED,   POSTERN_REASON_SIGNATURE_INVALID,
                                      POSTERN_REASON_NONCE_MISMATCH,       POSTERN_REASON_PCR_DIGEST_MISMATCH,
                                      POSTERN_REASON_EVENT_LOG_MALFORMED,  POSTERN_REASON_EVENT_LOG_MISMATCH};

TEST(DocumentProperty, QemuVtpm) {
  std::vector<std::string> codes = kOfAll;
  codes.insert(codes.end(), {POSTERN_REASON_QUOTE_DUPLICATE, POSTERN_REASON_QUOTE_MISSING});
  hold(make_qemu_bed(), codes);
}

TEST(DocumentProperty, AzureSevSnp) {
  std::vector<std::string> codes = kOfAll;
  codes.insert(codes.end(), {POSTERN_REASON_REPORT_DATA_MISMATCH, POSTERN_REASON_AK_UNTRUSTED, POSTERN_REASON_CERTIFICATE_INVALID});
  hold(make_azure_bed(), codes);
}

TEST(DocumentProperty, GcpSevEs) {
  std::vector<std::string> codes = kOfAll;
  codes.insert(codes.end(), {POSTERN_REASON_INSTANCE_NOT_ALLOWED, POSTERN_REASON_AK_UNTRUSTED});
  hold(make_sev_es_bed(), codes);
}

TEST(DocumentProperty, GcpSevSnp) {
  std::vector<std::string> codes = kOfAll;
  codes.insert(codes.end(), {POSTERN_REASON_REPORT_DATA_MISMATCH, POSTERN_REASON_AK_UNTRUSTED});
  hold(make_sev_snp_bed(), codes);
}

}  // namespace
}  // namespace postern::property
