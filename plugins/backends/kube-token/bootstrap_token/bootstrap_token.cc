// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/bootstrap_token.h"

#include <openssl/rand.h>

#include <algorithm>

#include "common/crypto/secret_text.h"

namespace postern::kube_token {
namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
// Bytes from here on are drawn again: 252 is the largest multiple of 36 that a byte can count to.
constexpr unsigned kFirstUneven = 256 / kAlphabet.size() * kAlphabet.size();
constexpr std::size_t kDraw = 32;  // bytes drawn at once

sdk::Result<sdk::Secret> draw(std::size_t count) {
  sdk::Secret drawn(kDraw), text(count);
  for (std::size_t filled = 0; filled < count;) {
    auto* bytes = reinterpret_cast<unsigned char*>(drawn.writable().data());
    if (RAND_priv_bytes(bytes, kDraw) != 1) return sdk::Failure::internal("the random generator failed");
    for (std::size_t i = 0; i < kDraw && filled < count; ++i)
      if (bytes[i] < kFirstUneven)
        text.writable()[filled++] = static_cast<std::byte>(kAlphabet[bytes[i] % kAlphabet.size()]);
  }
  return text;
}

}  // namespace

bool is_token_id(std::string_view text) {
  return text.size() == kTokenIdSize && text.find_first_not_of(kAlphabet) == text.npos;
}

sdk::Result<BootstrapToken> BootstrapToken::generate() {
  POSTERN_TRY(id, draw(kTokenIdSize));
  POSTERN_TRY(secret, draw(kTokenSecretSize));
  return BootstrapToken(std::string(common::text_of(id)), std::move(secret));
}

sdk::Secret BootstrapToken::text() const { return common::join_secret({id_, ".", common::text_of(secret_)}); }

}  // namespace postern::kube_token
