// SPDX-License-Identifier: Apache-2.0
#pragma once

// HsmLogin: logs this process in to tokens, and never tries a PIN again that a token refused: tokens lock themselves
// after a few wrong ones.

#include <p11-kit/pkcs11.h>

#include <array>
#include <mutex>
#include <set>
#include <string>

#include "postern/sdk/bytes.h"
#include "postern/sdk/result.h"

namespace postern::keys {

class HsmLogin {
 public:
  HsmLogin();

  // log_in: the session's token knows the user afterwards; does nothing when it already does (PKCS#11: logins are the
  // process's, not a session's). One at a time. A PIN that the token refused is remembered as a salted digest for the
  // life of the process and refused from then on without asking; the last try before a token locks itself is left to
  // people. Errors: misconfigured; those of hsm_failure.
  sdk::Result<void> log_in(CK_FUNCTION_LIST* functions, CK_SESSION_HANDLE session, const CK_TOKEN_INFO& token,
                           sdk::ByteView pin);

 private:
  std::string digest(const CK_TOKEN_INFO& token, sdk::ByteView pin) const;

  std::array<unsigned char, 32> salt_{};
  std::mutex mutex_;
  std::set<std::string> refused_;
};

}  // namespace postern::keys
