// SPDX-License-Identifier: Apache-2.0
//
// InstanceInfo that is read can be written, and reads the same again; nothing in it is longer than the input.
#include "common/attdoc/parse_snp_instance_info.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

namespace {

std::size_t size_of(const attdoc::SnpInstanceInfo& info) {
  std::size_t size = info.report_signer.size() + info.cert_chain.size() + info.report.size();
  if (info.azure) size += info.azure->runtime_data.size() + info.azure->maa_token.size();
  if (info.gcp) size += info.gcp->zone.size() + info.gcp->project_id.size() + info.gcp->instance_name.size();
  return size;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  auto first = attdoc::parse_snp_instance_info(fuzz::input(data, size));
  if (!first.ok()) {
    fuzz::require(first.failure().code() == POSTERN_REASON_EVIDENCE_MALFORMED, "refused as malformed");
    return 0;
  }
  fuzz::require(size_of(first.value()) <= size, "no more bytes than the input has");
  const std::string text = attdoc::write_snp_instance_info(first.value());
  auto second = attdoc::parse_snp_instance_info(sdk::as_bytes(text));
  fuzz::require(second.ok(), "what was written can be read");
  fuzz::require(attdoc::write_snp_instance_info(second.value()) == text, "writing and reading lose nothing");
  return 0;
}
