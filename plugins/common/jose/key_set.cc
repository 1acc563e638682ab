// SPDX-License-Identifier: Apache-2.0
#include "common/jose/key_set.h"

#include "common/jose/refusal.h"
#include "common/json/bounded_json.h"

namespace postern::jose {
namespace {

using common::find_member;
using nlohmann::json;

sdk::Failure malformed(const std::string& text) { return refused("RFC 7517, 5", "the key set " + text); }

// says_other: the member is there and is not that text.
bool says_other(const json& key, const char* name, const char* text) {
  const json* value = find_member(key, name);
  return value != nullptr && *value != text;
}

}  // namespace

std::vector<RsaKey> KeySet::find(std::string_view kid) const {
  std::vector<RsaKey> found;
  for (const Jwk& each : keys_)
    if (each.kid == kid) found.push_back(each.key);
  return found;
}

sdk::Result<KeySet> parse_key_set(std::string_view text) {
  auto read = common::read_json(text, {.bytes = kLongestKeySet, .values = 8192, .depth = 8});
  const auto* object = std::get_if<json>(&read);
  if (object == nullptr) return malformed(std::string(std::get<common::JsonComplaint>(read).text));
  const json* keys = find_member(*object, "keys");
  if (keys == nullptr || !keys->is_array()) return malformed("has no list of keys");
  if (keys->size() > kMostKeys) return malformed("has more than 128 keys");
  KeySet out;
  for (const json& key : *keys) {
    if (!key.is_object() || says_other(key, "use", "sig") || says_other(key, "alg", "RS256")) continue;
    auto jwk = parse_jwk(key);
    if (jwk.ok() && !jwk.value().kid.empty()) out.keys_.push_back(jwk.take());
  }
  if (out.keys_.empty()) return malformed("holds no RSA key with a name");
  return out;
}

}  // namespace postern::jose
