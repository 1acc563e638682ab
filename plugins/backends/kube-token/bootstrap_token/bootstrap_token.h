// SPDX-License-Identifier: Apache-2.0
#pragma once

// A Kubernetes bootstrap token: "id.secret", of which only the secret part is secret.

#include <string>
#include <string_view>

#include "postern/sdk/secret.h"

namespace postern::kube_token {

inline constexpr std::size_t kTokenIdSize = 6;       // characters of [a-z0-9]
inline constexpr std::size_t kTokenSecretSize = 16;  // likewise; 82 bits

// is_token_id: exactly kTokenIdSize characters of [a-z0-9], so that it is safe inside a path or a URL.
bool is_token_id(std::string_view text);

class BootstrapToken {
 public:
  // generate: a new token; every character is drawn evenly from OpenSSL's generator for secrets.
  // Errors: internal, when the generator fails.
  static sdk::Result<BootstrapToken> generate();

  const std::string& id() const { return id_; }
  sdk::ByteView secret() const { return secret_.bytes(); }
  // text: "id.secret".
  sdk::Secret text() const;

 private:
  BootstrapToken(std::string id, sdk::Secret secret) : id_(std::move(id)), secret_(std::move(secret)) {}
  std::string id_;
  sdk::Secret secret_;
};

}  // namespace postern::kube_token
