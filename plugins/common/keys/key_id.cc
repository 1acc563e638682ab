// SPDX-License-Identifier: Apache-2.0
#include "common/keys/key_id.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>

namespace postern::keys {
namespace {

constexpr std::size_t kUuidSize = 36;
constexpr std::string_view kMeasurementSecret = "measurementSecret";
constexpr std::string_view kSshCaSeed = "ca_emergency_ssh";
constexpr std::string_view kBound = "disk-";

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_hyphen_place(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }
bool is_printable(char c) { return c > 0x20 && c < 0x7f; }

bool is_uuid(std::string_view text) {
  if (text.size() != kUuidSize) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (is_hyphen_place(i) ? text[i] != '-' : !is_hex(text[i])) return false;
  return true;
}

bool is_bound_disk(std::string_view text) {
  if (!text.starts_with(kBound) || text.size() != kBound.size() + 2 * SHA256_DIGEST_LENGTH) return false;
  return text.substr(kBound.size()).find_first_not_of("0123456789abcdef") == text.npos;
}

// append: a part that cannot run into its neighbours, since its length stands before it.
void append(std::string& message, std::string_view part) {
  for (int shift = 56; shift >= 0; shift -= 8)
    message.push_back(static_cast<char>(static_cast<uint64_t>(part.size()) >> shift & 0xff));
  message.append(part);
}

}  // namespace

std::optional<KeyId> KeyId::disk(std::string_view uuid) {
  if (!is_uuid(uuid)) return std::nullopt;
  return KeyId(std::string(uuid));
}

KeyId KeyId::measurement_secret() { return KeyId(std::string(kMeasurementSecret)); }
KeyId KeyId::ssh_ca_seed() { return KeyId(std::string(kSshCaSeed)); }

KeyId KeyId::bound_to(std::string_view claim, sdk::ByteView value) const {
  std::string message;
  append(message, text_);
  append(message, claim);
  append(message, {reinterpret_cast<const char*>(value.data()), value.size()});
  std::array<std::byte, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(message.data()), message.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return KeyId(std::string(kBound) + sdk::to_hex(digest));
}

std::optional<KeyId> KeyId::requested(std::string_view text) {
  if (text.empty() || text.size() > kLongest || !std::all_of(text.begin(), text.end(), is_printable))
    return std::nullopt;
  return KeyId(std::string(text));
}

KeyIdForm form_of(const KeyId& id) {
  if (is_uuid(id.text())) return KeyIdForm::kUuid;
  if (is_bound_disk(id.text())) return KeyIdForm::kBoundDisk;
  if (id.text() == kMeasurementSecret) return KeyIdForm::kMeasurementSecret;
  return id.text() == kSshCaSeed ? KeyIdForm::kSshCaSeed : KeyIdForm::kOther;
}

}  // namespace postern::keys
