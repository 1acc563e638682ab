// SPDX-License-Identifier: Apache-2.0
#include "common/keys/hsm_session.h"

#include <optional>
#include <vector>

#include "common/keys/hsm_status.h"

namespace postern::keys {
namespace {

using sdk::Failure;
using sdk::Result;

struct Token {
  CK_SLOT_ID slot;
  CK_TOKEN_INFO info;
};

Result<std::vector<CK_SLOT_ID>> slots(const HsmModule::Use& module) {
  CK_ULONG count = 0;
  CK_RV value = module->C_GetSlotList(CK_TRUE, nullptr, &count);
  std::vector<CK_SLOT_ID> found(count);
  if (value == CKR_OK) value = module->C_GetSlotList(CK_TRUE, found.data(), &count);
  if (value == CKR_BUFFER_TOO_SMALL) return Failure::unavailable("HSM: the list of tokens is changing");
  if (value != CKR_OK) return hsm_failure(value, "C_GetSlotList");
  found.resize(count);
  return found;
}

Result<Token> find_token(const HsmModule::Use& module, const HsmLocation& location) {
  POSTERN_TRY(list, slots(module));
  std::optional<Token> found;
  for (const CK_SLOT_ID slot : list) {
    CK_TOKEN_INFO info{};
    if (module->C_GetTokenInfo(slot, &info) != CKR_OK || !location.is_token(info)) continue;
    if (found)
      return Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED).text("HSM: several tokens are " + location.text());
    found = Token{slot, info};
  }
  if (!found) return Failure::unavailable("HSM: there is no token for " + location.text());
  return *found;
}

}  // namespace

Result<CK_SESSION_HANDLE> open_session(const HsmModule::Use& module, const HsmLocation& location, HsmAccess access,
                                       sdk::ByteView pin) {
  POSTERN_TRY(token, find_token(module, location));
  const CK_FLAGS flags = CKF_SERIAL_SESSION | (access == HsmAccess::kWrite ? CKF_RW_SESSION : 0);
  CK_SESSION_HANDLE session = CK_INVALID_HANDLE;
  const CK_RV value = module->C_OpenSession(token.slot, flags, nullptr, nullptr, &session);
  if (value != CKR_OK) return hsm_failure(value, "C_OpenSession");
  const auto logged_in = module.login().log_in(module.functions(), session, token.info, pin);
  if (logged_in.ok()) return session;
  module->C_CloseSession(session);
  return logged_in.failure();
}

sdk::ByteView without_line_end(sdk::ByteView text) {
  if (!text.empty() && text.back() == std::byte{'\n'}) text = text.first(text.size() - 1);
  if (!text.empty() && text.back() == std::byte{'\r'}) text = text.first(text.size() - 1);
  return text;
}

}  // namespace postern::keys
