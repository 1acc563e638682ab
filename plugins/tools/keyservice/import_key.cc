// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/import_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <vector>

#include "common/keys/check_hsm_key.h"
#include "common/keys/hsm_key.h"
#include "common/keys/hsm_session.h"
#include "common/keys/hsm_status.h"

namespace postern::keyservice {
namespace {

using sdk::Failure;
using sdk::Result;
using Use = keys::HsmModule::Use;

constexpr std::size_t kSize = 32;
constexpr std::chrono::seconds kPatience{30};

// Attributes: a template whose values live as long as it.
class Attributes {
 public:
  explicit Attributes(const std::string& label, sdk::ByteView value) {
    add(CKA_CLASS, &class_, sizeof class_);
    add(CKA_KEY_TYPE, &type_, sizeof type_);
    for (const CK_ATTRIBUTE_TYPE type : {CKA_TOKEN, CKA_PRIVATE, CKA_SENSITIVE, CKA_SIGN}) add(type, &yes_, sizeof yes_);
    for (const CK_ATTRIBUTE_TYPE type : {CKA_EXTRACTABLE, CKA_VERIFY, CKA_ENCRYPT, CKA_DECRYPT, CKA_WRAP, CKA_UNWRAP, CKA_DERIVE})
      add(type, &no_, sizeof no_);
    add(CKA_LABEL, label.data(), label.size());
    if (value.empty()) add(CKA_VALUE_LEN, &size_, sizeof size_);
    else add(CKA_VALUE, value.data(), value.size());
  }
  Attributes(const Attributes&) = delete;
  CK_ATTRIBUTE* data() { return list_.data(); }
  CK_ULONG size() const { return list_.size(); }

 private:
  void add(CK_ATTRIBUTE_TYPE type, const void* value, std::size_t size) {
    list_.push_back({type, const_cast<void*>(value), size});  // is only read
  }
  const CK_OBJECT_CLASS class_ = CKO_SECRET_KEY;
  const CK_KEY_TYPE type_ = CKK_GENERIC_SECRET;
  const CK_BBOOL yes_ = CK_TRUE, no_ = CK_FALSE;
  const CK_ULONG size_ = kSize;
  std::vector<CK_ATTRIBUTE> list_;
};

Result<CK_OBJECT_HANDLE> create(const Use& module, CK_SESSION_HANDLE session, const std::string& label, sdk::ByteView prk) {
  Attributes attributes(label, prk);
  CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
  CK_MECHANISM mechanism{CKM_GENERIC_SECRET_KEY_GEN, nullptr, 0};
  const CK_RV value = prk.empty() ? module->C_GenerateKey(session, &mechanism, attributes.data(), attributes.size(), &key)
                                  : module->C_CreateObject(session, attributes.data(), attributes.size(), &key);
  if (value != CKR_OK) return keys::hsm_failure(value, prk.empty() ? "C_GenerateKey" : "C_CreateObject");
  return key;
}

// verify: the object is what it must be, and its first HMAC is the one that HKDF gives.
Result<void> verify(const Use& module, CK_SESSION_HANDLE session, CK_OBJECT_HANDLE key, sdk::ByteView expected) {
  POSTERN_CHECK(keys::check_hsm_key(keys::read_key_facts(module, session, key)));
  const std::string message = "key-" + std::string(kProbe) + '\x01';
  POSTERN_TRY(block, keys::hmac_sha256(module, session, key, sdk::as_bytes(message)));
  if (expected.empty()) return {};
  if (block.size() == expected.size() && CRYPTO_memcmp(block.bytes().data(), expected.data(), expected.size()) == 0) return {};
  return Failure::internal("HSM: its HMAC is not what HKDF gives; the key was removed again");
}

Result<void> import_with(const Use& module, CK_SESSION_HANDLE session, const Import& import, sdk::ByteView prk,
                         sdk::ByteView expected) {
  POSTERN_TRY(former, keys::find_keys(module, session, import.location));
  if (!former.empty() && !import.replace)
    return Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED)
        .text("HSM: there is a key already for " + import.location.text() + "; --replace would remove it for good");
  POSTERN_TRY(key, create(module, session, import.key_label, prk));
  if (const auto verified = verify(module, session, key, expected); !verified.ok()) {
    module->C_DestroyObject(session, key);
    return verified.failure();
  }
  for (const CK_OBJECT_HANDLE each : former)
    if (const CK_RV value = module->C_DestroyObject(session, each); value != CKR_OK)
      return keys::hsm_failure(value, "C_DestroyObject of the former key; the new one is there too");
  return {};
}

}  // namespace

Result<sdk::Secret> pseudo_random_key(sdk::ByteView master_secret, sdk::ByteView salt) {
  if (master_secret.size() != kSize || salt.size() != kSize)
    return Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED)
        .text("master secret and salt must be exactly 32 bytes each, not encoded and without a line end");
  sdk::Secret out(kSize);
  unsigned size = 0;
  const auto* made = HMAC(EVP_sha256(), salt.data(), static_cast<int>(salt.size()),
                          reinterpret_cast<const unsigned char*>(master_secret.data()), master_secret.size(),
                          reinterpret_cast<unsigned char*>(out.writable().data()), &size);
  if (made == nullptr || size != kSize) return Failure::internal("HMAC-SHA-256 failed");
  return out;
}

Result<void> import_key(const Import& import, sdk::ByteView pin, sdk::ByteView prk, sdk::ByteView expected) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  POSTERN_TRY(module, keys::HsmModule::open(import.module));
  POSTERN_CHECK(module->restart(module->generation(), deadline));
  POSTERN_TRY(use, module->use(deadline));
  POSTERN_TRY(session, keys::open_session(use, import.location, keys::HsmAccess::kWrite, pin));
  auto result = import_with(use, session, import, prk, expected);
  use->C_CloseSession(session);
  return result;
}

}  // namespace postern::keyservice
