// SPDX-License-Identifier: Apache-2.0
//
// The Name of an attestation key is believed only when its TPM calls the key so.

#include "common/tpm2/check_key_name.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <tss2/tss2_tpm2_types.h>

#include "common/tpm2/digest.h"
#include "common/tpm2/parse_public.h"
#include "support/software_ak.h"
#include "support/vector_case.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::tpm2 {
namespace {

using test::big_endian;
using test::join;
using test::SoftwareAk;

const sdk::ByteVector kExtraData(32, std::byte{0x42});

// judge: what check_key_name says of a quote by the AK with this qualifiedSigner beside this public area.
sdk::Result<void> judge(const SoftwareAk& ak, const sdk::ByteVector& qualified_signer, const sdk::ByteVector& area) {
  test::AttestParts parts;
  parts.qualified_signer = qualified_signer;
  parts.extra_data = kExtraData;
  parts.selections = {{0x000B, 1}};
  parts.pcr_digest = digest(ak.hash(), {sdk::ByteVector(32)});
  const sdk::ByteVector attest = test::write_attest(parts);
  const Quote quote{attest, ak.sign(attest), test::make_bank(HashAlgorithm::kSha256, {{0, sdk::ByteVector(32)}})};
  POSTERN_TRY(public_area, parse_public(area));
  POSTERN_TRY(key, verify_attestation_key(public_area));
  POSTERN_TRY(verified, verify_quote(quote, key.key(), kExtraData, 1));
  return check_key_name(key, verified);
}

TEST(CheckKeyName, PrimaryKeysOfEveryHierarchy) {
  const SoftwareAk ak;
  for (const uint32_t hierarchy : {TPM2_RH_ENDORSEMENT, TPM2_RH_OWNER, TPM2_RH_PLATFORM, TPM2_RH_NULL})
    EXPECT_THAT(judge(ak, ak.qualified_name(hierarchy), ak.public_area()), test::Succeeds()) << hierarchy;
  for (const uint32_t other : {TPM2_RH_LOCKOUT, 0u, 0x81000003u})
    EXPECT_THAT(judge(ak, ak.qualified_name(other), ak.public_area()), test::DeniedWith("AK_UNTRUSTED")) << other;
}

TEST(CheckKeyName, AnotherPublicAreaAroundTheSameKey) {
  const SoftwareAk ak;
  constexpr uint32_t kNoDictionaryAttacks = 1u << 10, kReserved = 1u << 31;
  for (const uint32_t bit : {kNoDictionaryAttacks, kReserved})
    EXPECT_THAT(judge(ak, ak.qualified_name(), ak.public_area(test::kGoodAttributes | bit)),
                test::DeniedWith("AK_UNTRUSTED"))
        << bit;
}

TEST(CheckKeyName, QualifiedSignersThatAreNone) {
  const SoftwareAk ak;
  const sdk::ByteVector good = ak.qualified_name();
  const sdk::ByteVector shorter(good.begin(), good.end() - 1), hash(good.begin() + 2, good.end());
  for (const sdk::ByteVector& signer : {sdk::ByteVector(), shorter, hash, join({good, sdk::ByteVector(1)})})
    EXPECT_THAT(judge(ak, signer, ak.public_area()), test::DeniedWith("AK_UNTRUSTED")) << sdk::to_hex(signer);
}

// azure_area: the public area of an Azure vTPM's AK with this key. Its attributes are no part of the vectors; that real
// quotes bear it out is what is tested.
sdk::ByteVector azure_area(const PublicKey& key) {
  constexpr uint32_t kAzureAttributes = 0x00050472;
  BIGNUM* number = nullptr;
  EVP_PKEY_get_bn_param(key.get(), OSSL_PKEY_PARAM_RSA_N, &number);
  sdk::ByteVector modulus(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(modulus.data()));
  BN_free(number);
  return join({big_endian(0x0001, 2), big_endian(0x000B, 2), big_endian(kAzureAttributes, 4), big_endian(0, 2),
               big_endian(0x0010, 2), big_endian(0x0014, 2), big_endian(0x000B, 2), big_endian(2048, 2), big_endian(0, 4),
               big_endian(modulus.size(), 2), modulus});
}

TEST(CheckKeyName, RealMachinesOfAzure) {
  const auto vectors = test::load_vectors("azure-vtpm-quote");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  std::size_t machines = 0;
  for (const test::VectorCase& vector : *vectors) {
    const auto pem = vector.read("ak.pem");
    if (vector.verdict != "valid" || !pem) continue;
    const auto stated = PublicKey::from_pem(*pem);
    ASSERT_THAT(stated, test::Succeeds());
    const auto area = parse_public(azure_area(stated.value()));
    ASSERT_THAT(area, test::Succeeds());
    const auto key = verify_attestation_key(area.value());
    ASSERT_THAT(key, test::Succeeds());
    const nlohmann::json pcrs = vector.read_json("pcrs.json")["pcrs"];
    std::map<std::string, sdk::ByteVector> values;
    for (const auto& [pcr, value] : pcrs.items()) values[pcr] = test::from_hex(value);
    auto bank = parse_pcr_bank(0x000B, values);
    ASSERT_THAT(bank, test::Succeeds());
    const Quote quote{vector.read_bytes("quote.msg"), vector.read_bytes("quote.tpmt_sig"), bank.take()};
    const auto verified = verify_quote(quote, key.value().key(), vector.read_bytes("nonce.bin"), quote.pcrs.numbers());
    ASSERT_THAT(verified, test::Succeeds()) << vector.id;
    EXPECT_THAT(check_key_name(key.value(), verified.value()), test::Succeeds()) << vector.id;
    ++machines;
  }
  EXPECT_GE(machines, 2u);
}

}  // namespace
}  // namespace postern::tpm2
