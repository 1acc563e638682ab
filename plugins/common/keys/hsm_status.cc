// SPDX-License-Identifier: Apache-2.0
#include "common/keys/hsm_status.h"

#include <p11-kit/p11-kit.h>

namespace postern::keys {
namespace {

postern_status status_of(CK_RV value) {
  switch (value) {
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SESSION_CLOSED:
    case CKR_DEVICE_REMOVED:
    case CKR_DEVICE_ERROR:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_TOKEN_NOT_RECOGNIZED:
    case CKR_SLOT_ID_INVALID:
    case CKR_USER_NOT_LOGGED_IN:
    case CKR_OBJECT_HANDLE_INVALID:
    case CKR_KEY_HANDLE_INVALID:
    case CKR_CRYPTOKI_NOT_INITIALIZED:
    case CKR_FUNCTION_FAILED:
    case CKR_GENERAL_ERROR:
    case CKR_OPERATION_ACTIVE:
      return POSTERN_UNAVAILABLE;
    case CKR_HOST_MEMORY:
    case CKR_DEVICE_MEMORY:
    case CKR_SESSION_COUNT:
      return POSTERN_EXHAUSTED;
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
    case CKR_PIN_EXPIRED:
    case CKR_PIN_LOCKED:
    case CKR_USER_PIN_NOT_INITIALIZED:
    case CKR_USER_ANOTHER_ALREADY_LOGGED_IN:
    case CKR_USER_TOO_MANY_TYPES:
    case CKR_KEY_FUNCTION_NOT_PERMITTED:
    case CKR_KEY_TYPE_INCONSISTENT:
    case CKR_KEY_SIZE_RANGE:
    case CKR_MECHANISM_INVALID:
    case CKR_TOKEN_WRITE_PROTECTED:
    case CKR_ATTRIBUTE_VALUE_INVALID:
    case CKR_ATTRIBUTE_TYPE_INVALID:
    case CKR_TEMPLATE_INCONSISTENT:
      return POSTERN_MISCONFIGURED;
    default:
      return POSTERN_INTERNAL;
  }
}

const char* code_of(postern_status status) {
  if (status == POSTERN_MISCONFIGURED) return POSTERN_REASON_MISCONFIGURED;
  return status == POSTERN_INTERNAL ? POSTERN_REASON_PLUGIN_FAULT : POSTERN_REASON_BACKEND_UNAVAILABLE;
}

}  // namespace

sdk::Failure hsm_failure(CK_RV value, const std::string& doing) {
  const postern_status status = status_of(value);
  return sdk::Failure(status, code_of(status)).text("HSM: " + doing + ": " + p11_kit_strerror(value));
}

}  // namespace postern::keys
