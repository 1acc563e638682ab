// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/parse_document.h"
#include "common/attdoc/write_document.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

namespace {

std::size_t size_of(const attdoc::Document& document) {
  std::size_t size = document.ak_pub.size() + document.ak_cert.size() + document.user_data.size();
  for (const auto& quote : document.quotes) {
    size += quote.attest.size() + quote.signature.size();
    for (const auto& [pcr, value] : quote.pcrs.values()) size += value.size();
  }
  for (const auto& certificate : document.intermediate_certs) size += certificate.size();
  return size + document.event_log.value_or(sdk::ByteVector()).size() +
         document.instance_info.value_or(sdk::ByteVector()).size();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const auto first = attdoc::parse_document({reinterpret_cast<const char*>(data), size});
  if (!first.ok()) {
    fuzz::require(first.failure().code() == POSTERN_REASON_EVIDENCE_MALFORMED, "refused as malformed");
    return 0;
  }
  fuzz::require(size_of(first.value()) <= size, "no more bytes than the input has");
  const std::string text = attdoc::write_document(first.value());
  const auto second = attdoc::parse_document(text);
  fuzz::require(second.ok(), "what was written can be read");
  fuzz::require(attdoc::write_document(second.value()) == text, "writing and reading lose nothing");
  fuzz::require(second.value().instance_info == first.value().instance_info, "InstanceInfo is kept exactly");
  return 0;
}
