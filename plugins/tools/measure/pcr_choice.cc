// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/pcr_choice.h"

#include <charconv>

namespace postern::measure {
namespace {

// One number, or two with a dash between.
std::optional<tpm2::PcrSet> to_range(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = parse_pcr(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : parse_pcr(text.substr(dash + 1));
  if (!first || !last || *first > *last) return std::nullopt;
  tpm2::PcrSet set = 0;
  for (uint32_t pcr = *first; pcr <= *last; ++pcr) set |= tpm2::pcr_bit(pcr);
  return set;
}

}  // namespace

std::optional<uint32_t> parse_pcr(std::string_view text) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number >= tpm2::kPcrCount) return std::nullopt;
  return number;
}

sdk::Result<tpm2::PcrSet> parse_pcrs(std::string_view text, const std::string& what) {
  tpm2::PcrSet set = 0;
  while (true) {
    const std::size_t comma = text.find(',');
    const auto range = to_range(text.substr(0, comma));
    if (!range)
      return sdk::Failure::misconfigured(what, what + ": expected PCR numbers from 0 to 23 as in 0,2,4-7, found \"" +
                                                   std::string(text.substr(0, comma)) + "\"");
    set |= *range;
    if (comma == std::string_view::npos) return set;
    text.remove_prefix(comma + 1);
  }
}

std::vector<std::string> platform_names() { return {"azure", "gcp", "qemu", "none"}; }

tpm2::PcrSet pcrs_of_platform(std::string_view name) {
  if (name == "azure") return tpm2::kAllPcrs & ~(tpm2::pcr_bit(0) | tpm2::pcr_bit(6) | tpm2::pcr_bit(10));
  if (name == "qemu") return tpm2::kAllPcrs & ~(tpm2::pcr_bit(1) | tpm2::pcr_bit(10));
  return tpm2::kAllPcrs;
}

}  // namespace postern::measure
