// SPDX-License-Identifier: Apache-2.0
#pragma once

// HsmLocation: which key on which token, as a PKCS#11 URI (RFC 7512) says it.

#include <p11-kit/pkcs11.h>
#include <p11-kit/uri.h>

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "postern/sdk/result.h"

namespace postern::keys {

// HsmLocation: cheap to copy; any thread.
class HsmLocation {
 public:
  // parse_uri: names a token by at least its label or serial number, and a secret key by its label or id. Refused: a
  // PIN, a module and attributes that are not known, since they would be looked over. Errors: misconfigured.
  static sdk::Result<HsmLocation> parse_uri(const std::string& uri);

  // of_labels: a token's label (1 to 32 bytes) and a key's (1 to 255). Errors: misconfigured.
  static sdk::Result<HsmLocation> of_labels(std::string_view token, std::string_view key);

  // is_token: whether this is the token that is meant.
  bool is_token(const CK_TOKEN_INFO& token) const;

  // key_attributes: what the key must have, for C_FindObjects; class and label or id. Lives as long as this.
  std::span<CK_ATTRIBUTE> key_attributes() const;

  // text: as a URI, without a secret.
  const std::string& text() const { return text_; }

 private:
  using Uri = std::shared_ptr<P11KitUri>;
  HsmLocation(Uri uri, std::string text) : uri_(std::move(uri)), text_(std::move(text)) {}
  static sdk::Result<HsmLocation> finish(const Uri& uri);
  Uri uri_;
  std::string text_;
};

}  // namespace postern::keys
