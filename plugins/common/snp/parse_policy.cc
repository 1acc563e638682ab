// SPDX-License-Identifier: Apache-2.0
#include "common/snp/parse_policy.h"

#include <algorithm>

#include "common/encoding/hex.h"
#include "common/snp/parse_tcb_floor.h"

namespace postern::snp {
namespace {

using sdk::Failure;
using sdk::JsonConfig;
using sdk::Result;

constexpr std::size_t kMostValues = 256, kDigestSize = 48, kHostDataSize = 32;
constexpr int64_t kHighestVmpl = 3, kHighestSvn = 0xFFFFFFFF;

// Field: a list of byte strings in hex.
struct ListKey {
  const char* name;
  std::size_t size;     // of each value, in bytes
  bool may_be_zero;     // whether a value may consist of zeros
};

Result<std::vector<sdk::ByteVector>> parse_list(JsonConfig& reader, const ListKey& key) {
  POSTERN_TRY(texts, reader.texts_or_empty(key.name));
  if (reader.has(key.name) && (texts.empty() || texts.size() > kMostValues))
    return reader.wrong(key.name, "expected 1 to 256 values; leave the key out to compare nothing");
  std::vector<sdk::ByteVector> values;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string pointer = reader.pointer(key.name) + "/" + std::to_string(i);
    auto bytes = encoding::decode_hex(texts[i]);
    if (!bytes || bytes->size() != key.size)
      return Failure::misconfigured(pointer, "expected " + std::to_string(2 * key.size) + " hex digits");
    const bool is_zero = std::all_of(bytes->begin(), bytes->end(), [](std::byte b) { return b == std::byte{0}; });
    if (is_zero && !key.may_be_zero)
      return Failure::misconfigured(pointer, "all zeros is what a guest has that was given no such value");
    values.push_back(std::move(*bytes));
  }
  return values;
}

Result<std::set<uint32_t>> parse_vmpls(JsonConfig& reader) {
  const nlohmann::json list = reader.raw("vmpl");
  if (!reader.has("vmpl")) return std::set<uint32_t>{0};
  if (!list.is_array() || list.empty() || list.size() > kHighestVmpl + 1)
    return reader.wrong("vmpl", "expected a list of 1 to 4 privilege levels");
  std::set<uint32_t> vmpls;
  for (const auto& entry : list) {
    if (!entry.is_number_integer() || entry.get<int64_t>() < 0 || entry.get<int64_t>() > kHighestVmpl)
      return reader.wrong("vmpl", "expected privilege levels from 0 to 3, found " + entry.dump());
    vmpls.insert(entry.get<uint32_t>());
  }
  return vmpls;
}

// parse_part: up to three digits that make a number of one byte; nothing else.
std::optional<uint8_t> parse_part(std::string_view text) {
  if (text.empty() || text.size() > 3) return std::nullopt;
  unsigned number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  return number <= 255 ? std::optional(static_cast<uint8_t>(number)) : std::nullopt;
}

std::optional<FirmwareVersion> parse_version(std::string_view text) {
  std::array<uint8_t, 3> parts{};
  std::size_t count = 0;
  while (count < parts.size()) {
    const std::size_t dot = text.find('.');
    const auto part = parse_part(text.substr(0, dot));
    if (!part) return std::nullopt;
    parts[count++] = *part;
    if (dot == std::string_view::npos)
      return count >= 2 ? std::optional(FirmwareVersion{parts[0], parts[1], parts[2]}) : std::nullopt;
    text.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

Result<void> parse_minimum(JsonConfig& reader, SnpPolicy& policy) {
  const nlohmann::json minimum = reader.raw("minimum_tcb"), floor = reader.raw("tcb_floor");
  if (!reader.has("minimum_tcb") && !reader.has("tcb_floor"))
    return reader.wrong("minimum_tcb", "missing; a policy needs minimum_tcb or tcb_floor, or admits any firmware");
  if (reader.has("minimum_tcb")) {
    POSTERN_TRY(tcb, parse_minimum_tcb(minimum, reader.pointer("minimum_tcb")));
    policy.minimum_tcb = tcb;
  }
  if (!reader.has("tcb_floor")) return {};
  if (floor.is_array() && floor.size() != 1) return reader.wrong("tcb_floor", "expected one file");
  const std::string pointer = reader.pointer("tcb_floor") + (floor.is_array() ? "/0" : "");
  POSTERN_TRY(parsed, parse_tcb_floor(floor.is_array() ? floor[0] : floor, pointer));
  policy.tcb_floor = std::move(parsed);
  return {};
}

Result<void> parse_firmware(JsonConfig& reader, SnpPolicy& policy) {
  POSTERN_TRY(provisional, reader.flag_or("allow_provisional_firmware", policy.allow_provisional_firmware));
  policy.allow_provisional_firmware = provisional;
  POSTERN_TRY(launch, reader.flag_or("check_launch_tcb", policy.check_launch_tcb));
  policy.check_launch_tcb = launch;
  POSTERN_TRY(text, reader.text_or("minimum_firmware", ""));
  if (!reader.has("minimum_firmware")) return {};
  policy.minimum_firmware = parse_version(text);
  if (!policy.minimum_firmware)
    return reader.wrong("minimum_firmware", "expected a version such as 1.55 or 1.55.29, found \"" + text + "\"");
  return {};
}

Result<void> parse_guest(JsonConfig& reader, SnpPolicy& policy) {
  POSTERN_TRY(debug, reader.flag_or("allow_debug", policy.allow_debug));
  POSTERN_TRY(agent, reader.flag_or("allow_migration_agent", policy.allow_migration_agent));
  POSTERN_TRY(smt, reader.flag_or("allow_smt", policy.allow_smt));
  POSTERN_TRY(single_socket, reader.flag_or("require_single_socket", policy.require_single_socket));
  POSTERN_TRY(vmpls, parse_vmpls(reader));
  POSTERN_TRY(svn, reader.integer_or("minimum_guest_svn", policy.minimum_guest_svn, 0, kHighestSvn));
  policy.allow_debug = debug;
  policy.allow_migration_agent = agent;
  policy.allow_smt = smt;
  policy.require_single_socket = single_socket;
  policy.vmpls = std::move(vmpls);
  policy.minimum_guest_svn = static_cast<uint32_t>(svn);
  return {};
}

Result<void> parse_enforcement(JsonConfig& reader, const PolicyRules& rules, SnpPolicy& policy) {
  constexpr const char* kKey = "id_key_enforcement";
  POSTERN_TRY(word, reader.choice_or(kKey, "equal", {"equal", "warn", "maa-fallback"}));
  if (word == "maa-fallback" && !rules.allows_maa_fallback)
    return reader.wrong(kKey, "\"maa-fallback\" works on Azure only; expected \"equal\" or \"warn\"");
  if (reader.has(kKey) && !policy.compares_keys())
    return reader.wrong(kKey, "has no effect without id_key_digests or author_key_digests");
  if (word == "warn") policy.id_key_enforcement = IdKeyEnforcement::kWarn;
  if (word == "maa-fallback") policy.id_key_enforcement = IdKeyEnforcement::kMaaFallback;
  return {};
}

Result<void> parse_identity(JsonConfig& reader, const PolicyRules& rules, SnpPolicy& policy) {
  POSTERN_TRY(measurements, parse_list(reader, {"launch_measurements", kDigestSize, false}));
  POSTERN_TRY(host_data, parse_list(reader, {"host_data", kHostDataSize, true}));
  POSTERN_TRY(id_keys, parse_list(reader, {"id_key_digests", kDigestSize, false}));
  POSTERN_TRY(author_keys, parse_list(reader, {"author_key_digests", kDigestSize, false}));
  policy.launch_measurements = std::move(measurements);
  policy.host_data = std::move(host_data);
  policy.id_key_digests = std::move(id_keys);
  policy.author_key_digests = std::move(author_keys);
  if (rules.needs_launch_identity && policy.launch_measurements.empty() && !policy.compares_keys())
    return reader.wrong("id_key_digests",
                        "missing; id_key_digests, author_key_digests or launch_measurements must say whose "
                        "firmware is believed");
  return parse_enforcement(reader, rules, policy);
}

}  // namespace

Result<SnpPolicy> parse_policy(JsonConfig& reader, const PolicyRules& rules) {
  SnpPolicy policy;
  POSTERN_CHECK(parse_minimum(reader, policy));
  POSTERN_CHECK(parse_firmware(reader, policy));
  POSTERN_CHECK(parse_guest(reader, policy));
  POSTERN_CHECK(parse_identity(reader, rules, policy));
  return policy;
}

}  // namespace postern::snp
