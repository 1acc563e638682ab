// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_measurements.h"

#include <set>

#include "common/encoding/hex.h"
#include "common/tpm2/algorithm.h"
#include "postern/sdk/json_config.h"

namespace postern::tpm2 {
namespace {

using sdk::Failure;
using sdk::JsonConfig;
using sdk::Result;

constexpr std::size_t kMostSets = 256, kMostValues = 64, kLongestName = 128;

Result<sdk::ByteVector> parse_value(const nlohmann::json& value, const std::string& pointer) {
  const auto bytes =
      value.is_string() ? encoding::decode_hex(value.get_ref<const std::string&>()) : std::nullopt;
  if (!bytes || bytes->size() != digest_size(HashAlgorithm::kSha256))
    return Failure::misconfigured(pointer, "expected a SHA-256 PCR value: 64 hex digits");
  return *bytes;
}

Result<PcrExpectation> parse_expectation(const nlohmann::json& entry, const std::string& pointer) {
  if (!entry.is_object()) return Failure::misconfigured(pointer, "expected a table with \"expected\"");
  JsonConfig reader(entry, pointer);
  nlohmann::json values = reader.raw("expected");
  if (!values.is_array()) values = nlohmann::json::array({std::move(values)});
  if (values.empty() || values.size() > kMostValues)
    return reader.wrong("expected", "expected 1 to 64 values");
  PcrExpectation out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    POSTERN_TRY(value, parse_value(values[i], reader.pointer("expected")));
    out.expected.push_back(std::move(value));
  }
  POSTERN_TRY(warn_only, reader.flag_or("warn_only", false));
  out.warn_only = warn_only;
  POSTERN_CHECK(reader.finish());
  return out;
}

std::optional<uint32_t> to_pcr(const std::string& text) {
  for (uint32_t pcr = 0; pcr < kPcrCount; ++pcr)
    if (text == std::to_string(pcr)) return pcr;
  return std::nullopt;
}

Result<std::map<uint32_t, PcrExpectation>> parse_pcrs(JsonConfig& reader) {
  const nlohmann::json table = reader.raw("pcrs");
  if (!table.is_object() || table.empty())
    return reader.wrong("pcrs", "expected a table of at least one PCR");
  std::map<uint32_t, PcrExpectation> pcrs;
  bool is_enforced = false;
  for (const auto& [key, entry] : table.items()) {
    const std::string pointer = reader.pointer("pcrs") + "/" + key;
    const auto pcr = to_pcr(key);
    if (!pcr)
      return Failure::misconfigured(pointer, "expected a PCR number from 0 to 23, found \"" + key + "\"");
    POSTERN_TRY(expectation, parse_expectation(entry, pointer));
    is_enforced = is_enforced || !expectation.warn_only;
    pcrs.emplace(*pcr, std::move(expectation));
  }
  if (!is_enforced) return reader.wrong("pcrs", "every PCR is warn_only; at least one must be enforced");
  return pcrs;
}

Result<std::optional<Time>> parse_date(JsonConfig& reader, const std::string& key) {
  POSTERN_TRY(text, reader.text_or(key, ""));
  if (!reader.has(key)) return std::optional<Time>();
  const auto time = parse_time(text);
  if (!time) return reader.wrong(key, "expected a date and time as in RFC 3339, e.g. 2026-10-01T00:00:00Z");
  return time;
}

Result<MeasurementSet> parse_set(const nlohmann::json& entry, const std::string& pointer) {
  if (!entry.is_object()) return Failure::misconfigured(pointer, "expected a measurement set");
  JsonConfig reader(entry, pointer);
  MeasurementSet set;
  POSTERN_TRY(name, reader.text("name"));
  if (name.empty() || name.size() > kLongestName)
    return reader.wrong("name", "expected 1 to 128 bytes of text");
  set.name = std::move(name);
  POSTERN_TRY(not_before, parse_date(reader, "not_before"));
  POSTERN_TRY(not_after, parse_date(reader, "not_after"));
  if (not_before && not_after && *not_before >= *not_after)
    return reader.wrong("not_after", "the set would never be valid: not_after is not later than not_before");
  set.not_before = not_before;
  set.not_after = not_after;
  POSTERN_TRY(pcrs, parse_pcrs(reader));
  set.pcrs = std::move(pcrs);
  POSTERN_CHECK(reader.finish());
  return set;
}

}  // namespace

Result<MeasurementPolicy> parse_measurements(const nlohmann::json& list, const std::string& pointer) {
  if (!list.is_array() || list.empty() || list.size() > kMostSets)
    return Failure::misconfigured(pointer, "expected a list of 1 to 256 measurement sets");
  MeasurementPolicy policy;
  std::set<std::string> names;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string here = pointer + "/" + std::to_string(i);
    POSTERN_TRY(set, parse_set(list[i], here));
    if (!names.insert(set.name).second)
      return Failure::misconfigured(here + "/name", "another set is also called \"" + set.name + "\"");
    policy.sets.push_back(std::move(set));
  }
  return policy;
}

}  // namespace postern::tpm2
