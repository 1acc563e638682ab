// SPDX-License-Identifier: Apache-2.0
//
// NV indexes and keys from templates, against a software TPM.
#include "common/tpm2/device_nv.h"

#include <tss2/tss2_mu.h>

#include "common/tpm2/ak_name.h"
#include "common/tpm2/device_key.h"
#include "common/tpm2/verify_attestation_key.h"
#include "support/swtpm.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::tpm2 {
namespace {

using test::Succeeds;
using test::Swtpm;

constexpr uint32_t kIndex = 0x01400001;

sdk::ByteVector pattern(std::size_t size) {
  sdk::ByteVector bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7 + i / 256);
  return bytes;
}

class DeviceNv : public testing::Test {
 protected:
  const Swtpm tpm_;
  Device device_ = Device::open(tpm_.tcti()).take();
};

TEST_F(DeviceNv, ReadsBackWhatWasWrittenOverSeveralCommands) {
  const auto content = pattern(2048);
  ASSERT_THAT(define_nv(device_, kIndex, 2048), Succeeds());
  const auto written = write_nv(device_, kIndex, content);
  ASSERT_THAT(written, Succeeds());
  EXPECT_TRUE(written.value());
  const auto read = read_nv(device_, kIndex, 2048);
  ASSERT_THAT(read, Succeeds());
  EXPECT_EQ(read.value(), content);
}

TEST_F(DeviceNv, TellsAMissingIndexFromAFailure) {
  const auto read = read_nv(device_, kIndex, 64);
  ASSERT_THAT(read, Succeeds());
  EXPECT_EQ(read.value(), std::nullopt);
  const auto written = write_nv(device_, kIndex, pattern(8));
  ASSERT_THAT(written, Succeeds());
  EXPECT_FALSE(written.value());
}

TEST_F(DeviceNv, CountsAnIndexThatWasNeverWrittenAsMissing) {
  ASSERT_THAT(define_nv(device_, kIndex, 64), Succeeds());
  const auto read = read_nv(device_, kIndex, 64);
  ASSERT_THAT(read, Succeeds());
  EXPECT_EQ(read.value(), std::nullopt);
}

TEST_F(DeviceNv, RefusesAnIndexThatIsLongerThanWanted) {
  ASSERT_THAT(define_nv(device_, kIndex, 64), Succeeds());
  ASSERT_THAT(write_nv(device_, kIndex, pattern(64)), Succeeds());
  const auto read = read_nv(device_, kIndex, 63);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_THAT(read.failure().operator_text(), testing::HasSubstr("NV index 0x01400001"));
}

TEST_F(DeviceNv, RefusesToWriteMoreThanTheIndexTakes) {
  ASSERT_THAT(define_nv(device_, kIndex, 8), Succeeds());
  const auto written = write_nv(device_, kIndex, pattern(9));
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.failure().status(), POSTERN_UNAVAILABLE);
}

TEST_F(DeviceNv, SaysWhenAnIndexIsThereAlready) {
  ASSERT_THAT(define_nv(device_, kIndex, 8), Succeeds());
  EXPECT_FALSE(define_nv(device_, kIndex, 8).ok());
}

TEST_F(DeviceNv, UsesTheIndexOwnAuthorizationWhereTheOwnerMayNotRead) {
  TPM2B_NV_PUBLIC area{};
  area.nvPublic.nvIndex = kIndex;
  area.nvPublic.nameAlg = TPM2_ALG_SHA256;
  area.nvPublic.attributes = TPMA_NV_AUTHREAD | TPMA_NV_AUTHWRITE | TPMA_NV_NO_DA;
  area.nvPublic.dataSize = 16;
  const TPM2B_AUTH no_password{};
  ESYS_TR handle = ESYS_TR_NONE;
  ASSERT_EQ(Esys_NV_DefineSpace(device_.esys(), ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE,
                                &no_password, &area, &handle),
            TSS2_RC_SUCCESS);
  Esys_TR_Close(device_.esys(), &handle);
  ASSERT_THAT(write_nv(device_, kIndex, pattern(16)), Succeeds());
  const auto read = read_nv(device_, kIndex, 16);
  ASSERT_THAT(read, Succeeds());
  EXPECT_EQ(read.value(), pattern(16));
}

// The area of a key of this TPM, with the modulus taken out, is a template that gives the same key again.
sdk::ByteVector template_of(const DeviceKey& key) {
  sdk::ByteVector wire = key.public_area().wire;
  std::fill(wire.end() - 256, wire.end(), std::byte{0});
  return wire;
}

TEST_F(DeviceNv, AKeyFromATemplateIsTheSameKeyAndCanAttest) {
  const auto usual = DeviceKey::create(device_, Hierarchy::kEndorsement);
  ASSERT_THAT(usual, Succeeds());
  const auto key = DeviceKey::create_from(device_, Hierarchy::kEndorsement, template_of(usual.value()));
  ASSERT_THAT(key, Succeeds());
  EXPECT_EQ(ak_name(key.value().public_area()), ak_name(usual.value().public_area()));
  EXPECT_THAT(verify_attestation_key(key.value().public_area()), Succeeds());
}

TEST_F(DeviceNv, RefusesTemplatesThatAreNone) {
  const auto usual = DeviceKey::create(device_, Hierarchy::kEndorsement);
  ASSERT_THAT(usual, Succeeds());
  const sdk::ByteVector good = template_of(usual.value());
  sdk::ByteVector longer = good, shorter = good;
  longer.push_back(std::byte{0});
  shorter.pop_back();
  for (const auto& wrong : {longer, shorter, sdk::ByteVector(), pattern(300)}) {
    const auto key = DeviceKey::create_from(device_, Hierarchy::kEndorsement, wrong);
    ASSERT_FALSE(key.ok()) << wrong.size();
    EXPECT_EQ(key.failure().status(), POSTERN_UNAVAILABLE);
  }
}

}  // namespace
}  // namespace postern::tpm2
