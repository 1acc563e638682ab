// SPDX-License-Identifier: Apache-2.0
#pragma once

// The name under which a data key is derived.

#include <optional>
#include <string>
#include <string_view>

#include "postern/sdk/bytes.h"

namespace postern::keys {

// KeyId: made only by the functions here, so that a name from the wire never meets an internal one: the internal
// ones are not UUIDs, and a name from the wire is nothing else.
class KeyId {
 public:
  // disk: the id of a state disk's key. Nothing unless the text is a UUID in its usual form, 8-4-4-4-12 hexadecimal
  // digits (RFC 9562, 4). The letters stay as they are: the key service derives from the text.
  static std::optional<KeyId> disk(std::string_view uuid);

  // measurement_secret: the id of the cluster's measurement secret.
  static KeyId measurement_secret();

  // ssh_ca_seed: the id of the seed of the cluster's SSH certificate authority.
  static KeyId ssh_ca_seed();

  // bound_to: the id of the same disk's key when it is bound to one machine: "disk-" and 64 hexadecimal digits of
  // SHA-256 over this id's text, the claim's name and its value, each preceded by its length (8 bytes, big endian).
  // Other inputs give another id; it is neither a UUID nor an internal name.
  KeyId bound_to(std::string_view claim, sdk::ByteView value) const;

  // requested: what a client of our own key service asks for, which may be any name: 1 to kLongest printable ASCII
  // characters without spaces. Whether this client may is not decided here.
  static constexpr std::size_t kLongest = 256;
  static std::optional<KeyId> requested(std::string_view text);

  const std::string& text() const { return text_; }

 private:
  explicit KeyId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// KeyIdForm: what an id looks like, and so what kind of key it names.
enum class KeyIdForm { kUuid, kBoundDisk, kMeasurementSecret, kSshCaSeed, kOther };
KeyIdForm form_of(const KeyId& id);

}  // namespace postern::keys
