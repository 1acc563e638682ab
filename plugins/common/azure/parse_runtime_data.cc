// SPDX-License-Identifier: Apache-2.0
#include "common/azure/parse_runtime_data.h"

#include <algorithm>

#include "common/jose/parse_jwk.h"
#include "common/json/bounded_json.h"

namespace postern::azure {
namespace {

using common::find_member;
using nlohmann::json;
using sdk::Failure;
using sdk::Result;

constexpr std::string_view kAkName = "HCLAkPub";
constexpr std::size_t kMostKeys = 16, kLongestId = 64;

Failure refused(std::string_view code, std::string text) {
  return Failure::denied(code)
      .about("azure.runtime_data")
      .spec("Azure confidential VM guest attestation, runtime data")
      .peer("the runtime data is not valid")
      .text("the runtime data " + std::move(text));
}
Failure malformed(std::string text) { return refused(POSTERN_REASON_EVIDENCE_MALFORMED, std::move(text)); }

Result<json> to_json(sdk::ByteView bytes) {
  auto read = common::read_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                {.bytes = kLongestRuntimeData, .values = 512, .depth = 8});
  if (auto* value = std::get_if<json>(&read)) return std::move(*value);
  return malformed(std::string(std::get<common::JsonComplaint>(read).text))
      .expected("a JSON object")
      .observed(std::to_string(bytes.size()) + " bytes, beginning with " +
                sdk::to_hex(bytes.first(std::min<std::size_t>(bytes.size(), 16))));
}

std::string names_of(const json& keys) {
  std::string names;
  for (const json& key : keys)
    if (const json* kid = find_member(key, "kid"); kid != nullptr && kid->is_string())
      names += (names.empty() ? "" : ", ") + kid->get<std::string>().substr(0, kLongestId);
  return names.empty() ? "no named key" : names;
}

// find_ak: the one key of that name: two of them would let the reader choose which of them counts.
Result<const json*> find_ak(const json& object) {
  const json* keys = find_member(object, "keys");
  if (keys == nullptr || !keys->is_array()) 
    return malformed("has no list of keys").expected("a list").observed(keys == nullptr ? "nothing" : keys->type_name());
  if (keys->size() > kMostKeys) return malformed("has more than 16 keys").expected("at most 16").observed(std::to_string(keys->size()));
  const json* found = nullptr;
  for (const json& key : *keys) {
    if (!key.is_object()) return malformed("has a key that is no object").expected("an object").observed(key.type_name());
    const json* kid = find_member(key, "kid");
    if (kid == nullptr || !kid->is_string() || kid->get_ref<const std::string&>() != kAkName) continue;
    if (found != nullptr) return refused(POSTERN_REASON_AK_UNTRUSTED, "has two keys of the name HCLAkPub").expected("1").observed("2");
    found = &key;
  }
  if (found == nullptr) return refused(POSTERN_REASON_AK_UNTRUSTED, "has no key of the name HCLAkPub").expected("HCLAkPub").observed(names_of(*keys));
  return found;
}

bool is_printable(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

Result<void> read_configuration(const json& object, RuntimeData& out) {
  const json* configuration = find_member(object, "vm-configuration");
  if (configuration == nullptr) return {};
  if (!configuration->is_object()) return malformed("has a vm-configuration that is no object");
  if (const json* id = find_member(*configuration, "vmUniqueId"); id != nullptr) {
    if (!id->is_string() || id->get_ref<const std::string&>().size() > kLongestId ||
        !is_printable(id->get_ref<const std::string&>()))
      return malformed("has a vmUniqueId that is no short text");
    out.vm_unique_id = id->get<std::string>();
  }
  if (const json* flag = find_member(*configuration, "secure-boot"); flag != nullptr) {
    if (!flag->is_boolean()) return malformed("has a secure-boot that is neither true nor false");
    out.secure_boot = flag->get<bool>();
  }
  return {};
}

}  // namespace

Result<RuntimeData> parse_runtime_data(sdk::ByteView bytes) {
  POSTERN_TRY(object, to_json(bytes));
  POSTERN_TRY(key, find_ak(object));
  auto jwk = jose::parse_jwk(*key);
  if (!jwk.ok()) return malformed("has an HCLAkPub that cannot be used: " + jwk.failure().operator_text());
  RuntimeData out{std::move(jwk.value().key), std::nullopt, std::nullopt};
  POSTERN_CHECK(read_configuration(object, out));
  return out;
}

}  // namespace postern::azure
