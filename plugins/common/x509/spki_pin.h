// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "common/x509/certificate.h"

namespace postern::x509 {

// Pin: SHA-256 over the DER SubjectPublicKeyInfo of a certificate (RFC 7469, 2.4): names a key, whatever the
// certificate around it says. 32 bytes.
struct Pin {
  std::array<std::byte, 32> bytes{};

  // ==: in a time that does not depend on the content.
  friend bool operator==(const Pin& left, const Pin& right);
};

// spki_pin: the pin of the certificate's key. Throws std::runtime_error when OpenSSL fails, which only a lack
// of memory makes happen.
Pin spki_pin(const Certificate& certificate);

// parse_pin: 64 hex digits of either case, or nothing.
std::optional<Pin> parse_pin(std::string_view hex);

// to_text: lower-case hex.
std::string to_text(const Pin& pin);

}  // namespace postern::x509
