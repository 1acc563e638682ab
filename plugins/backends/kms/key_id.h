// SPDX-License-Identifier: Apache-2.0
#pragma once

// The name under which a data key is derived.

#include <optional>
#include <string>
#include <string_view>

namespace postern::kms {

// KeyId: made only by the functions here, so that a name from the wire never meets an internal one: the internal
// ones are not UUIDs, and a name from the wire is nothing else.
class KeyId {
 public:
  // disk: the id of a state disk's key. Nothing unless the text is a UUID in its usual form, 8-4-4-4-12 hexadecimal
  // digits (RFC 9562, 4). The letters stay as they are: the key service derives from the text.
  static std::optional<KeyId> disk(std::string_view uuid);

  // measurement_secret: the id of the cluster's measurement secret.
  static KeyId measurement_secret();

  const std::string& text() const { return text_; }

 private:
  explicit KeyId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace postern::kms
