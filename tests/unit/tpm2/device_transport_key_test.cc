// SPDX-License-Identifier: Apache-2.0
//
// Keys that decrypt only in one state of the machine, against a software TPM.
#include "common/tpm2/device_transport_key.h"

#include <openssl/rsa.h>
#include <tss2/tss2_mu.h>

#include "common/tpm2/device_pcrs.h"
#include "common/tpm2/verify_attestation_key.h"
#include "common/tpm2/verify_signature.h"
#include "common/tpm2/parse_signature.h"
#include "support/rsa_from_tpm.h"
#include "support/swtpm.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::tpm2 {
namespace {

using test::Succeeds;
using test::Swtpm;

class TransportKeyTest : public testing::Test {
 protected:
  sdk::Result<TransportKey> make() {
    POSTERN_TRY(pcrs, read_pcrs(device_, {HashAlgorithm::kSha256, kAllPcrs}));
    return TransportKey::create(device_, pcrs);
  }
  const Swtpm tpm_;
  Device device_ = Device::open(tpm_.tcti()).take();
  const sdk::ByteVector secret_{32, std::byte{0x5A}};
};

TEST_F(TransportKeyTest, DecryptsWhatIsEncryptedForIt) {
  const auto key = make();
  ASSERT_THAT(key, Succeeds());
  const auto plain = key.value().decrypt(test::encrypt_for(key.value().public_area(), secret_));
  ASSERT_THAT(plain, Succeeds());
  EXPECT_EQ(plain.value(), secret_);
}

TEST_F(TransportKeyTest, DoesNotDecryptOnceAPcrIsExtended) {
  const auto key = make();
  ASSERT_THAT(key, Succeeds());
  TPM2B_EVENT event{.size = 1, .buffer = {1}};
  TPML_DIGEST_VALUES* digests = nullptr;
  ASSERT_EQ(Esys_PCR_Event(device_.esys(), 9, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &event, &digests),
            TSS2_RC_SUCCESS);
  Esys_Free(digests);
  const auto plain = key.value().decrypt(test::encrypt_for(key.value().public_area(), secret_));
  ASSERT_FALSE(plain.ok());
  EXPECT_EQ(plain.failure().status(), POSTERN_UNAVAILABLE);
}

TEST_F(TransportKeyTest, IsCertifiedByTheAttestationKey) {
  const auto ak = DeviceKey::create(device_, Hierarchy::kOwner);
  ASSERT_THAT(ak, Succeeds());
  const auto key = make();
  ASSERT_THAT(key, Succeeds());
  const auto certified = key.value().certify(ak.value());
  ASSERT_THAT(certified, Succeeds());
  TPMS_ATTEST attest{};
  ASSERT_EQ(Tss2_MU_TPMS_ATTEST_Unmarshal(reinterpret_cast<const uint8_t*>(certified.value().attest.data()),
                                          certified.value().attest.size(), nullptr, &attest),
            TSS2_RC_SUCCESS);
  EXPECT_EQ(attest.type, TPM2_ST_ATTEST_CERTIFY);
  const auto trusted = verify_attestation_key(ak.value().public_area());
  ASSERT_THAT(trusted, Succeeds());
  const auto signature = parse_signature(certified.value().signature);
  ASSERT_THAT(signature, Succeeds());
  EXPECT_THAT(verify_signature(trusted.value().key(), signature.value(), certified.value().attest), Succeeds());
}

TEST_F(TransportKeyTest, RefusesWhatItCannotDecrypt) {
  const auto key = make();
  ASSERT_THAT(key, Succeeds());
  for (const std::size_t size : {0, 255, 256, 257}) {
    const auto plain = key.value().decrypt(sdk::ByteVector(size, std::byte{1}));
    EXPECT_FALSE(plain.ok()) << size;
  }
}

TEST_F(TransportKeyTest, LeavesNothingInTheTpm) {
  for (int i = 0; i < 5; ++i) {
    const auto key = make();
    ASSERT_THAT(key, Succeeds()) << i;
    ASSERT_THAT(key.value().decrypt(test::encrypt_for(key.value().public_area(), secret_)), Succeeds()) << i;
  }
}

}  // namespace
}  // namespace postern::tpm2
