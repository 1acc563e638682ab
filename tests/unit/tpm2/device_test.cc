// SPDX-License-Identifier: Apache-2.0
//
// The code that talks to a TPM, against a software TPM.
#include "common/tpm2/device.h"

#include "common/tpm2/ak_name.h"
#include "common/tpm2/device_quote.h"
#include "common/tpm2/verify_attestation_key.h"
#include "support/swtpm.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::tpm2 {
namespace {

using test::Succeeds;
using test::Swtpm;

sdk::ByteVector name_of_key(const Swtpm& tpm, Hierarchy hierarchy) {
  auto device = Device::open(tpm.tcti()).take();
  const auto key = DeviceKey::create(device, hierarchy);
  return key.ok() ? ak_name(key.value().public_area()) : sdk::ByteVector();
}

TEST(Device, SaysWhyItCannotReachATpm) {
  const auto device = Device::open("swtpm:path=/nonexistent/tpm.sock");
  ASSERT_FALSE(device.ok());
  EXPECT_EQ(device.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_THAT(device.failure().operator_text(), testing::HasSubstr("swtpm:path=/nonexistent/tpm.sock"));
  EXPECT_FALSE(Device::open("nonsense:").ok());
}

TEST(DeviceKey, IsTheSameEveryTimeAndAnotherInEveryTpmAndHierarchy) {
  const Swtpm tpm, other;
  const auto name = name_of_key(tpm, Hierarchy::kOwner);
  EXPECT_EQ(name.size(), 34u);
  EXPECT_EQ(name_of_key(tpm, Hierarchy::kOwner), name);
  EXPECT_NE(name_of_key(tpm, Hierarchy::kEndorsement), name);
  EXPECT_NE(name_of_key(other, Hierarchy::kOwner), name);
}

TEST(DeviceKey, IsFlushedWhenItGoes) {
  const Swtpm tpm;
  auto device = Device::open(tpm.tcti()).take();
  // A TPM holds three transient objects; more than that many keys one after the other need flushing.
  for (int i = 0; i < 5; ++i) ASSERT_THAT(DeviceKey::create(device, Hierarchy::kOwner), Succeeds()) << i;
}

TEST(DeviceKey, IsARestrictedSigningKey) {
  const Swtpm tpm;
  auto device = Device::open(tpm.tcti()).take();
  const auto key = DeviceKey::create(device, Hierarchy::kOwner);
  ASSERT_THAT(key, Succeeds());
  EXPECT_THAT(verify_attestation_key(key.value().public_area()), Succeeds());
}

TEST(DeviceKey, LoadsAPersistentKeyAndSaysWhenThereIsNone) {
  const Swtpm tpm;
  auto device = Device::open(tpm.tcti()).take();
  EXPECT_FALSE(DeviceKey::load(device, 0x81000001).ok());
  const auto key = DeviceKey::create(device, Hierarchy::kOwner);
  ASSERT_THAT(key, Succeeds());
  ESYS_TR persistent = ESYS_TR_NONE;
  ASSERT_EQ(Esys_EvictControl(device.esys(), ESYS_TR_RH_OWNER, key.value().handle(), ESYS_TR_PASSWORD,
                              ESYS_TR_NONE, ESYS_TR_NONE, 0x81000001, &persistent),
            TSS2_RC_SUCCESS);
  const auto loaded = DeviceKey::load(device, 0x81000001);
  ASSERT_THAT(loaded, Succeeds());
  EXPECT_EQ(loaded.value().public_area().wire, key.value().public_area().wire);
  const auto quote =
      take_quote(device, loaded.value(), {HashAlgorithm::kSha256, kAllPcrs}, sdk::ByteVector(32));
  EXPECT_THAT(quote, Succeeds());
}

TEST(DeviceQuote, VerifiesInEveryBankAndShowsExtendedPcrs) {
  const Swtpm tpm;
  tpm.extend(9, "kernel");
  auto device = Device::open(tpm.tcti()).take();
  const auto key = DeviceKey::create(device, Hierarchy::kOwner);
  ASSERT_THAT(key, Succeeds());
  const auto judged = verify_attestation_key(key.value().public_area());
  const auto banks = allocated_banks(device);
  ASSERT_THAT(banks, Succeeds());
  EXPECT_GE(banks.value().size(), 3u);
  const sdk::ByteVector extra_data(32, std::byte{5});
  for (const Bank& bank : banks.value()) {
    const auto quote = take_quote(device, key.value(), bank, extra_data);
    ASSERT_THAT(quote, Succeeds());
    const auto verified = verify_quote(quote.value(), judged.value().key(), extra_data, kAllPcrs);
    ASSERT_THAT(verified, Succeeds()) << name_of(bank.algorithm);
    EXPECT_NE(*verified.value().pcrs().find(9), sdk::ByteVector(digest_size(bank.algorithm)));
    EXPECT_EQ(*verified.value().pcrs().find(8), sdk::ByteVector(digest_size(bank.algorithm)));
  }
}

}  // namespace
}  // namespace postern::tpm2
