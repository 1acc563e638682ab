// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/check_report_binding.h"

#include "common/attdoc/extra_data.h"
#include "common/tpm2/digest.h"

namespace postern::gcp {

sdk::Result<void> check_report_binding(const snp::VerifiedReport& report, const attdoc::VerifiedDocument& document,
                                       sdk::ByteView nonce) {
  const snp::Bytes<64>& report_data = report.report().report_data;
  sdk::ByteVector expected = attdoc::user_hash(document.user_data(), nonce);
  expected.resize(report_data.size());
  if (tpm2::same_bytes(expected, report_data)) return {};
  return sdk::Failure::denied(POSTERN_REASON_REPORT_DATA_MISMATCH)
      .about("snp.report_data")
      .expected(sdk::to_hex(expected))
      .observed(sdk::to_hex(report_data))
      .spec("Constellation attestation, gcp-sev-snp: REPORT_DATA")
      .peer("the hardware report was not made for this connection")
      .text("REPORT_DATA is not the hash over this connection's key and nonce");
}

}  // namespace postern::gcp
