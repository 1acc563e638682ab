// SPDX-License-Identifier: Apache-2.0
#pragma once

// SoftwareAk: an attestation key without a TPM, for tests: says of itself whatever it is told to, and signs
// anything. Writes the TPM's wire forms by hand, so that the parsers are tested against code that is not
// theirs.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/attdoc/document.h"
#include "common/tpm2/parse_pcr_bank.h"
#include "common/tpm2/public.h"

namespace postern::test {

using sdk::ByteVector;
using sdk::ByteView;
using tpm2::HashAlgorithm;

inline constexpr uint32_t kGoodAttributes = tpm2::kFixedTpm | tpm2::kFixedParent |
                                            tpm2::kSensitiveDataOrigin | tpm2::kRestricted | tpm2::kSign |
                                            1u << 6;

enum class AkKind { kRsassa, kRsapss, kP256, kP384 };

class SoftwareAk {
 public:
  explicit SoftwareAk(AkKind kind = AkKind::kRsassa, HashAlgorithm hash = HashAlgorithm::kSha256,
                      int rsa_bits = 2048);

  // public_area: TPMT_PUBLIC.
  ByteVector public_area(uint32_t attributes = kGoodAttributes) const;
  // qualified_name: the Qualified Name as a primary key of that hierarchy (TPM_RH) with these attributes.
  ByteVector qualified_name(uint32_t hierarchy = 0x4000000B, uint32_t attributes = kGoodAttributes) const;
  // sign: TPMT_SIGNATURE over the message.
  ByteVector sign(ByteView message) const { return sign(message, hash_); }
  ByteVector sign(ByteView message, HashAlgorithm hash) const;
  std::string pem() const;
  HashAlgorithm hash() const { return hash_; }

 private:
  AkKind kind_;
  HashAlgorithm hash_;
  std::shared_ptr<EVP_PKEY> key_;
};

// AttestParts: what goes into a TPMS_ATTEST; every part can be made wrong.
struct AttestParts {
  uint32_t magic = 0xFF544347;
  uint16_t type = 0x8018;
  ByteVector qualified_signer = ByteVector(34, std::byte{1});
  ByteVector extra_data;
  uint8_t safe = 1;
  std::vector<std::pair<uint16_t, uint32_t>> selections;  // TPM_ALG_ID and PCR mask
  ByteVector pcr_digest;
};
ByteVector write_attest(const AttestParts& parts);

// big_endian: the lowest size bytes of the number.
ByteVector big_endian(uint64_t number, std::size_t size);
ByteVector join(std::initializer_list<ByteView> parts);

using PcrValues = std::map<uint32_t, ByteVector>;

// zero_pcrs: PCRs 0 to 23 of the bank, all zeros.
PcrValues zero_pcrs(HashAlgorithm bank);
tpm2::PcrBank make_bank(HashAlgorithm bank, const PcrValues& values);

// make_quote: a quote as a TPM would make it.
tpm2::Quote make_quote(const SoftwareAk& ak, HashAlgorithm bank, const PcrValues& values,
                       ByteView extra_data);

// make_document: a document for that nonce and TLS key, with a quote for each bank.
attdoc::Document make_document(const SoftwareAk& ak, const std::map<HashAlgorithm, PcrValues>& banks,
                               ByteView nonce, ByteView user_data, ByteView event_log = {});

}  // namespace postern::test
