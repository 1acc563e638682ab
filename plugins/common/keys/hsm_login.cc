// SPDX-License-Identifier: Apache-2.0
#include "common/keys/hsm_login.h"

#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <stdexcept>

#include "common/keys/hsm_status.h"

namespace postern::keys {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kLongestPin = 255;

Failure unusable_pin(const std::string& text) {
  return Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED).about("pin").text(text);
}

bool is_wrong_pin(CK_RV value) {
  return value == CKR_PIN_INCORRECT || value == CKR_PIN_INVALID || value == CKR_PIN_LEN_RANGE;
}

bool is_logged_in(CK_FUNCTION_LIST* functions, CK_SESSION_HANDLE session) {
  CK_SESSION_INFO info{};
  if (functions->C_GetSessionInfo(session, &info) != CKR_OK) return false;
  return info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS;
}

}  // namespace

HsmLogin::HsmLogin() {
  if (RAND_bytes(salt_.data(), static_cast<int>(salt_.size())) != 1) throw std::runtime_error("no random numbers");
}

std::string HsmLogin::digest(const CK_TOKEN_INFO& token, sdk::ByteView pin) const {
  std::string message(reinterpret_cast<const char*>(token.label), sizeof token.label);
  message.append(reinterpret_cast<const char*>(token.serialNumber), sizeof token.serialNumber);
  std::array<unsigned char, 32> out{};
  unsigned size = 0;
  const auto* octets = reinterpret_cast<const unsigned char*>(message.data());
  HMAC(EVP_sha256(), salt_.data(), static_cast<int>(salt_.size()), octets, message.size(), out.data(), &size);
  std::array<unsigned char, 32> key = out;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(pin.data()),
       pin.size(), out.data(), &size);
  return {reinterpret_cast<const char*>(out.data()), size};
}

Result<void> HsmLogin::log_in(CK_FUNCTION_LIST* functions, CK_SESSION_HANDLE session, const CK_TOKEN_INFO& token,
                              sdk::ByteView pin) {
  if (pin.empty() || pin.size() > kLongestPin) return unusable_pin("the PIN must have 1 to 255 bytes");
  const std::lock_guard lock(mutex_);
  if (is_logged_in(functions, session)) return {};
  const std::string known = digest(token, pin);
  if (refused_.contains(known))
    return unusable_pin("the token has refused this PIN; it is not tried again before the secret changes");
  if ((token.flags & CKF_USER_PIN_LOCKED) != 0) return unusable_pin("the token's user PIN is locked");
  if ((token.flags & CKF_USER_PIN_FINAL_TRY) != 0)
    return unusable_pin("the token would lock itself after one more wrong PIN; log in by hand first");
  auto* octets = reinterpret_cast<CK_UTF8CHAR*>(const_cast<std::byte*>(pin.data()));  // is only read
  const CK_RV value = functions->C_Login(session, CKU_USER, octets, pin.size());
  if (value == CKR_OK || value == CKR_USER_ALREADY_LOGGED_IN) return {};
  if (!is_wrong_pin(value)) return hsm_failure(value, "C_Login");
  refused_.insert(known);
  return unusable_pin("the token refuses the PIN; it is not tried again before the secret changes");
}

}  // namespace postern::keys
