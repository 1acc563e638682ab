// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/device_transport_key.h"

#include <tss2/tss2_mu.h>

#include <algorithm>

#include "common/tpm2/device_pcrs.h"
#include "common/tpm2/digest.h"

namespace postern::tpm2 {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr uint16_t kRsaBits = 2048;

// PolicySession: a session of a policy on PCRs, or of a trial of it; flushed when it goes.
class PolicySession {
 public:
  static Result<PolicySession> start(Device& device, TPM2_SE kind, const TPML_PCR_SELECTION& selection,
                                     const TPM2B_DIGEST& pcr_digest) {
    PolicySession session(device);
    const TPMT_SYM_DEF no_encryption{.algorithm = TPM2_ALG_NULL, .keyBits = {}, .mode = {}};
    TSS2_RC code = Esys_StartAuthSession(device.esys(), ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                         ESYS_TR_NONE, nullptr, kind, &no_encryption, TPM2_ALG_SHA256,
                                         &session.handle_);
    if (code != TSS2_RC_SUCCESS) return device_failure("the TPM cannot start a session", code);
    code = Esys_PolicyPCR(device.esys(), session.handle_, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE, &pcr_digest,
                          &selection);
    if (code != TSS2_RC_SUCCESS) return device_failure("the PCRs are not as they were", code);
    return session;
  }
  PolicySession(PolicySession&& other) noexcept
      : device_(other.device_), handle_(std::exchange(other.handle_, ESYS_TR_NONE)) {}
  PolicySession& operator=(PolicySession&&) = delete;
  ~PolicySession() {
    if (handle_ != ESYS_TR_NONE) Esys_FlushContext(device_->esys(), handle_);
  }
  ESYS_TR handle() const { return handle_; }

  Result<TPM2B_DIGEST> digest() const {
    TPM2B_DIGEST* digest = nullptr;
    const TSS2_RC code = Esys_PolicyGetDigest(device_->esys(), handle_, ESYS_TR_NONE, ESYS_TR_NONE, ESYS_TR_NONE,
                                              &digest);
    if (code != TSS2_RC_SUCCESS) return device_failure("the TPM does not tell the policy", code);
    const EsysOwned<TPM2B_DIGEST> owner(digest);
    return *digest;
  }

 private:
  explicit PolicySession(Device& device) : device_(&device) {}
  Device* device_;
  ESYS_TR handle_ = ESYS_TR_NONE;
};

TPM2B_PUBLIC transport_key_template(const TPM2B_DIGEST& policy) {
  TPM2B_PUBLIC out{};
  TPMT_PUBLIC& area = out.publicArea;
  area.type = TPM2_ALG_RSA;
  area.nameAlg = TPM2_ALG_SHA256;
  area.objectAttributes = kFixedTpm | kFixedParent | kSensitiveDataOrigin | TPMA_OBJECT_NODA | kDecrypt;
  area.authPolicy = policy;
  area.parameters.rsaDetail.symmetric.algorithm = TPM2_ALG_NULL;
  area.parameters.rsaDetail.scheme.scheme = TPM2_ALG_NULL;
  area.parameters.rsaDetail.keyBits = kRsaBits;
  return out;
}

TPM2B_DIGEST digest_of(const PcrBank& pcrs) {
  std::vector<sdk::ByteView> values;
  for (const auto& [pcr, value] : pcrs.values()) values.emplace_back(value);
  const sdk::ByteVector digest = tpm2::digest(HashAlgorithm::kSha256, values);
  TPM2B_DIGEST out{};
  out.size = static_cast<UINT16>(digest.size());
  std::copy(digest.begin(), digest.end(), reinterpret_cast<std::byte*>(out.buffer));
  return out;
}

// encode: what the MU function writes of the structure.
template <typename T, typename Marshal>
Result<sdk::ByteVector> encode(const T& structure, Marshal marshal) {
  sdk::ByteVector wire(sizeof(T));
  std::size_t size = 0;
  const TSS2_RC code = marshal(&structure, reinterpret_cast<uint8_t*>(wire.data()), wire.size(), &size);
  if (code != TSS2_RC_SUCCESS) return device_failure("cannot encode what the TPM gave", code);
  wire.resize(size);
  return wire;
}

template <typename Sized>
sdk::ByteVector bytes_of(const Sized& sized, const BYTE* data) {
  const auto* first = reinterpret_cast<const std::byte*>(data);
  return {first, first + sized.size};
}

}  // namespace

TransportKey::~TransportKey() {
  if (handle_ != ESYS_TR_NONE) Esys_FlushContext(device_->esys(), handle_);
}

Result<TransportKey> TransportKey::create(Device& device, const PcrBank& pcrs) {
  if (pcrs.algorithm() != HashAlgorithm::kSha256) return Failure::internal("expected PCRs of the SHA-256 bank");
  TransportKey key(device, to_selection({HashAlgorithm::kSha256, pcrs.numbers()}), digest_of(pcrs));
  POSTERN_TRY(trial, PolicySession::start(device, TPM2_SE_TRIAL, key.selection_, key.pcr_digest_));
  POSTERN_TRY(policy, trial.digest());
  POSTERN_CHECK(key.make(policy));
  return key;
}

Result<void> TransportKey::make(const TPM2B_DIGEST& policy) {
  const TPM2B_PUBLIC area = transport_key_template(policy);
  const TPM2B_SENSITIVE_CREATE sensitive{};
  const TPM2B_DATA outside{};
  TPM2B_PUBLIC* made = nullptr;
  const TSS2_RC code = Esys_CreatePrimary(device_->esys(), ESYS_TR_RH_NULL, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                          ESYS_TR_NONE, &sensitive, &area, &outside, &selection_, &handle_, &made,
                                          nullptr, nullptr, nullptr);
  if (code != TSS2_RC_SUCCESS) return device_failure("the TPM cannot create a transport key", code);
  const EsysOwned<TPM2B_PUBLIC> owner(made);
  POSTERN_TRY(encoded, encode(*made, Tss2_MU_TPM2B_PUBLIC_Marshal));
  public_ = std::move(encoded);
  return {};
}

Result<Certification> TransportKey::certify(const DeviceKey& key) const {
  const TPM2B_DATA nothing{};
  const TPMT_SIG_SCHEME scheme_of_key{TPM2_ALG_NULL, {}};
  TPM2B_ATTEST* attest = nullptr;
  TPMT_SIGNATURE* signature = nullptr;
  const TSS2_RC code = Esys_Certify(device_->esys(), handle_, key.handle(), ESYS_TR_PASSWORD, ESYS_TR_PASSWORD,
                                    ESYS_TR_NONE, &nothing, &scheme_of_key, &attest, &signature);
  if (code != TSS2_RC_SUCCESS) return device_failure("the TPM cannot certify the transport key", code);
  const EsysOwned<TPM2B_ATTEST> attest_owner(attest);
  const EsysOwned<TPMT_SIGNATURE> signature_owner(signature);
  POSTERN_TRY(encoded, encode(*signature, Tss2_MU_TPMT_SIGNATURE_Marshal));
  return Certification{bytes_of(*attest, attest->attestationData), std::move(encoded)};
}

Result<sdk::ByteVector> TransportKey::decrypt(sdk::ByteView ciphertext) const {
  TPM2B_PUBLIC_KEY_RSA input{};
  if (ciphertext.size() > kRsaBits / 8) return Failure::unavailable("the encrypted key is too long");
  input.size = static_cast<UINT16>(ciphertext.size());
  std::copy(ciphertext.begin(), ciphertext.end(), reinterpret_cast<std::byte*>(input.buffer));
  POSTERN_TRY(session, PolicySession::start(*device_, TPM2_SE_POLICY, selection_, pcr_digest_));
  const TPMT_RSA_DECRYPT scheme{TPM2_ALG_RSAES, {}};
  const TPM2B_DATA no_label{};
  TPM2B_PUBLIC_KEY_RSA* plain = nullptr;
  const TSS2_RC code = Esys_RSA_Decrypt(device_->esys(), handle_, session.handle(), ESYS_TR_NONE, ESYS_TR_NONE, &input,
                                        &scheme, &no_label, &plain);
  if (code != TSS2_RC_SUCCESS) return device_failure("the TPM cannot decrypt", code);
  const EsysOwned<TPM2B_PUBLIC_KEY_RSA> owner(plain);
  return bytes_of(*plain, plain->buffer);
}

}  // namespace postern::tpm2
