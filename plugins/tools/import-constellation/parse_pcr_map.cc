// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/parse_pcr_map.h"

#include <algorithm>
#include <optional>

#include "common/encoding/base64.h"
#include "common/encoding/hex.h"
#include "postern/sdk/json_config.h"

namespace postern::constellation {
namespace {

using nlohmann::json;
using sdk::Failure;
using sdk::Result;

constexpr std::size_t kPcrSize = 32, kTdxSize = 48;

std::optional<uint32_t> to_pcr(const std::string& text) {
  for (uint32_t pcr = 0; pcr < tpm2::kPcrCount; ++pcr)
    if (text == std::to_string(pcr)) return pcr;
  return std::nullopt;
}

bool is_placeholder(const sdk::ByteVector& value) {
  for (std::size_t i = 0; i < value.size(); ++i)
    if (value[i] != (i % 2 == 0 ? std::byte{0x12} : std::byte{0x34})) return false;
  return true;
}

Result<sdk::ByteVector> parse_value(const std::string& text, const std::string& pointer) {
  auto value = encoding::decode_hex(text);
  if (!value) value = encoding::decode_base64(text);
  if (value && value->size() == kTdxSize)
    return Failure::misconfigured(pointer, "48 bytes are a measurement of TDX, which Postern does not import");
  if (!value || value->size() != kPcrSize)
    return Failure::misconfigured(pointer, "expected a SHA-256 PCR value: 64 hex digits, or base64 of 32 bytes");
  if (is_placeholder(*value))
    return Failure::misconfigured(pointer, "1234…1234 stands for a measurement that was never fetched; run "
                                           "`constellation config fetch-measurements` first");
  return *value;
}

Result<tpm2::PcrExpectation> parse_entry(const json& entry, const std::string& pointer) {
  tpm2::PcrExpectation out;
  if (entry.is_string()) {  // the older form, always enforced
    POSTERN_TRY(value, parse_value(entry.get<std::string>(), pointer));
    out.expected.push_back(std::move(value));
    return out;
  }
  if (!entry.is_object()) return Failure::misconfigured(pointer, "expected {\"expected\": …, \"warnOnly\": …}");
  sdk::JsonConfig reader(entry, pointer);
  POSTERN_TRY(text, reader.text("expected"));
  POSTERN_TRY(value, parse_value(text, reader.pointer("expected")));
  out.expected.push_back(std::move(value));
  POSTERN_TRY(warn_only, reader.flag_or("warnOnly", false));
  out.warn_only = warn_only;
  POSTERN_CHECK(reader.finish());
  return out;
}

}  // namespace

Result<std::map<uint32_t, tpm2::PcrExpectation>> parse_pcr_map(const json& map, const std::string& pointer) {
  if (!map.is_object() || map.empty()) return Failure::misconfigured(pointer, "expected measurements by PCR number");
  std::map<uint32_t, tpm2::PcrExpectation> pcrs;
  for (const auto& [key, entry] : map.items()) {
    const auto pcr = to_pcr(key);
    if (!pcr) return Failure::misconfigured(pointer, "expected PCR numbers from 0 to 23, found \"" + key + "\"");
    POSTERN_TRY(expectation, parse_entry(entry, pointer + "/" + key));
    pcrs.emplace(*pcr, std::move(expectation));
  }
  return pcrs;
}

}  // namespace postern::constellation
