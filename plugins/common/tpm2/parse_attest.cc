// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_attest.h"

#include <tss2/tss2_mu.h>

#include <cstdio>

namespace postern::tpm2 {
namespace {

constexpr std::size_t kShortestHead = 6;  // magic and type

sdk::Failure refused(std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_QUOTE_INVALID)
      .about("tpm.quote")
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 10.12.12")
      .peer("the TPM quote is not valid")
      .text(std::move(text));
}

std::string hex_number(uint64_t number, int digits) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%0*llx", digits, static_cast<unsigned long long>(number));
  return text;
}

uint32_t big_endian(sdk::ByteView bytes) {
  uint32_t number = 0;
  for (const std::byte byte : bytes) number = number << 8 | std::to_integer<uint32_t>(byte);
  return number;
}

// check_head: magic and type, before anything that they give a meaning to is read.
sdk::Result<void> check_head(sdk::ByteView bytes) {
  if (bytes.size() < kShortestHead)
    return refused("TPMS_ATTEST is cut off").expected("TPMS_ATTEST").observed(std::to_string(bytes.size()) + " bytes");
  const uint32_t magic = big_endian(bytes.first(4));
  const uint32_t type = big_endian(bytes.subspan(4, 2));
  if (magic != TPM2_GENERATED_VALUE)
    return refused("the signed structure was not made by a TPM: magic is not TPM_GENERATED")
        .expected(hex_number(TPM2_GENERATED_VALUE, 8))
        .observed(hex_number(magic, 8));
  if (type != TPM2_ST_ATTEST_QUOTE)
    return refused("the TPM signed something else than a quote")
        .expected(hex_number(TPM2_ST_ATTEST_QUOTE, 4))
        .observed(hex_number(type, 4));
  return {};
}

sdk::Result<PcrSelection> to_selection(const TPMS_PCR_SELECTION& raw) {
  PcrSelection selection{raw.hash, 0};
  for (std::size_t i = 0; i < raw.sizeofSelect; ++i) {
    if (raw.pcrSelect[i] == 0) continue;
    if (i >= kPcrCount / 8) 
      return refused("the quote selects a PCR above 23")
          .expected("PCRs 0 to 23")
          .observed("byte " + std::to_string(i) + " of the selection is " + hex_number(raw.pcrSelect[i], 2));
    selection.pcrs |= static_cast<PcrSet>(raw.pcrSelect[i]) << (8 * i);
  }
  return selection;
}

template <typename Sized>
sdk::ByteVector to_vector(const Sized& sized, const BYTE* content) {
  const auto* first = reinterpret_cast<const std::byte*>(content);
  return {first, first + sized.size};
}

}  // namespace

std::string to_text(PcrSet set) {
  std::string text;
  for (uint32_t pcr = 0; pcr < kPcrCount; ++pcr)
    if (contains(set, pcr)) text += (text.empty() ? "" : ",") + std::to_string(pcr);
  return text.empty() ? "none" : text;
}

sdk::Result<Attest> parse_attest(sdk::ByteView bytes) {
  POSTERN_CHECK(check_head(bytes));
  TPMS_ATTEST raw{};
  std::size_t offset = 0;
  const auto* wire = reinterpret_cast<const uint8_t*>(bytes.data());
  if (Tss2_MU_TPMS_ATTEST_Unmarshal(wire, bytes.size(), &offset, &raw) != TSS2_RC_SUCCESS)
    return refused("TPMS_ATTEST cannot be parsed").expected("TPMS_ATTEST").observed(std::to_string(bytes.size()) + " bytes, cut off or damaged");
  if (offset != bytes.size())
    return refused("bytes follow TPMS_ATTEST")
        .expected(std::to_string(offset) + " bytes")
        .observed(std::to_string(bytes.size()) + " bytes");
  if (raw.clockInfo.safe > 1) 
    return refused("clockInfo.safe is neither 0 nor 1").expected("0 or 1").observed(std::to_string(raw.clockInfo.safe));

  const TPMS_QUOTE_INFO& quote = raw.attested.quote;
  Attest attest{to_vector(raw.qualifiedSigner, raw.qualifiedSigner.name),
                to_vector(raw.extraData, raw.extraData.buffer),
                raw.clockInfo.clock,
                raw.clockInfo.resetCount,
                raw.clockInfo.restartCount,
                raw.clockInfo.safe == 1,
                raw.firmwareVersion,
                {},
                to_vector(quote.pcrDigest, quote.pcrDigest.buffer)};
  for (std::size_t i = 0; i < quote.pcrSelect.count; ++i) {
    POSTERN_TRY(selection, to_selection(quote.pcrSelect.pcrSelections[i]));
    attest.selections.push_back(selection);
  }
  return attest;
}

}  // namespace postern::tpm2
