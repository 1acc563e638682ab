// SPDX-License-Identifier: Apache-2.0
#include "common/keys/hsm_key.h"

#include <array>

#include "common/keys/hsm_status.h"

namespace postern::keys {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kHmacSize = 32;
constexpr CK_ULONG kMostKeys = 8;

template <typename T>
std::optional<T> attribute(const HsmModule::Use& module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
                           CK_ATTRIBUTE_TYPE type) {
  T value{};
  CK_ATTRIBUTE wanted{type, &value, sizeof value};
  if (module->C_GetAttributeValue(session, key, &wanted, 1) != CKR_OK || wanted.ulValueLen != sizeof value)
    return std::nullopt;
  return value;
}

std::optional<bool> flag(const HsmModule::Use& module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
                         CK_ATTRIBUTE_TYPE type) {
  const auto value = attribute<CK_BBOOL>(module, session, key, type);
  if (!value) return std::nullopt;
  return *value != CK_FALSE;
}

}  // namespace

Result<std::vector<CK_OBJECT_HANDLE>> find_keys(const HsmModule::Use& module, CK_SESSION_HANDLE session,
                                                const HsmLocation& location) {
  const auto wanted = location.key_attributes();
  CK_RV value = module->C_FindObjectsInit(session, wanted.data(), wanted.size());
  if (value != CKR_OK) return hsm_failure(value, "C_FindObjectsInit");
  std::vector<CK_OBJECT_HANDLE> found(kMostKeys);
  CK_ULONG count = 0;
  value = module->C_FindObjects(session, found.data(), kMostKeys, &count);
  module->C_FindObjectsFinal(session);
  if (value != CKR_OK) return hsm_failure(value, "C_FindObjects");
  found.resize(count);
  return found;
}

Result<CK_OBJECT_HANDLE> find_only_key(const HsmModule::Use& module, CK_SESSION_HANDLE session,
                                       const HsmLocation& location) {
  POSTERN_TRY(found, find_keys(module, session, location));
  if (found.size() == 1) return found.front();
  return Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED)
      .expected("one key")
      .observed(std::to_string(found.size()))
      .text(std::string("HSM: ") + (found.empty() ? "no key is " : "several keys are ") + location.text());
}

HsmKeyFacts read_key_facts(const HsmModule::Use& module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key) {
  return {attribute<CK_KEY_TYPE>(module, session, key, CKA_KEY_TYPE), flag(module, session, key, CKA_SENSITIVE),
          flag(module, session, key, CKA_EXTRACTABLE), flag(module, session, key, CKA_SIGN),
          attribute<CK_ULONG>(module, session, key, CKA_VALUE_LEN)};
}

Result<sdk::Secret> hmac_sha256(const HsmModule::Use& module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key,
                                sdk::ByteView message) {
  CK_MECHANISM mechanism{CKM_SHA256_HMAC, nullptr, 0};
  CK_RV value = module->C_SignInit(session, &mechanism, key);
  if (value != CKR_OK) return hsm_failure(value, "C_SignInit");
  auto* octets = reinterpret_cast<CK_BYTE*>(const_cast<std::byte*>(message.data()));  // is only read
  sdk::Secret out(kHmacSize);
  CK_ULONG size = kHmacSize;
  value = module->C_Sign(session, octets, message.size(), reinterpret_cast<CK_BYTE*>(out.writable().data()), &size);
  if (value != CKR_OK) return hsm_failure(value, "C_Sign");
  if (size != kHmacSize) return Failure::internal("HSM: HMAC-SHA-256 has " + std::to_string(size) + " bytes");
  return out;
}

}  // namespace postern::keys
