// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_signature.h"

#include "unit/tpm2/failure_matchers.h"
#include "support/software_ak.h"

namespace postern::tpm2 {
namespace {

using test::big_endian;
using test::DeniedWith;
using test::join;
using test::Succeeds;

sdk::ByteVector rsa_wire(uint16_t scheme, uint16_t hash, std::size_t size) {
  return join(
      {big_endian(scheme, 2), big_endian(hash, 2), big_endian(size, 2), sdk::ByteVector(size, std::byte{7})});
}

TEST(ParseSignature, ReadsTheThreeSchemes) {
  const auto rsassa = parse_signature(rsa_wire(0x0014, 0x000B, 256));
  ASSERT_THAT(rsassa, Succeeds());
  EXPECT_EQ(rsassa.value().scheme, SignatureScheme::kRsassa);
  EXPECT_EQ(rsassa.value().hash, HashAlgorithm::kSha256);
  EXPECT_EQ(rsassa.value().rsa.size(), 256u);
  const auto rsapss = parse_signature(rsa_wire(0x0016, 0x000C, 256));
  ASSERT_THAT(rsapss, Succeeds());
  EXPECT_EQ(rsapss.value().scheme, SignatureScheme::kRsapss);
  const auto ecdsa = parse_signature(join({big_endian(0x0018, 2), big_endian(0x000B, 2), big_endian(2, 2),
                                           big_endian(0x1234, 2), big_endian(1, 2), big_endian(9, 1)}));
  ASSERT_THAT(ecdsa, Succeeds());
  EXPECT_EQ(ecdsa.value().ecdsa_r, big_endian(0x1234, 2));
  EXPECT_EQ(ecdsa.value().ecdsa_s, big_endian(9, 1));
}

TEST(ParseSignature, RefusesOtherAlgorithms) {
  // null, HMAC, ECDAA, SM2, ECSCHNORR
  for (const uint16_t scheme : {0x0010, 0x0005, 0x001A, 0x001B, 0x001C, 0x0000})
    EXPECT_THAT(parse_signature(rsa_wire(scheme, 0x000B, 256)), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID))
        << scheme;
  EXPECT_THAT(parse_signature(big_endian(0x0010, 2)), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
  for (const uint16_t hash : {0x0010, 0x0012, 0x0027, 0x0000})
    EXPECT_THAT(parse_signature(rsa_wire(0x0014, hash, 256)), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID))
        << hash;
}

TEST(ParseSignature, RefusesEveryTruncationAndTrailingByte) {
  const sdk::ByteVector whole = rsa_wire(0x0014, 0x000B, 256);
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THAT(parse_signature(sdk::ByteView(whole).first(size)),
                DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
  EXPECT_THAT(parse_signature(join({whole, sdk::ByteVector(1)})),
              DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
}

TEST(ParseSignature, RefusesASizeBeyondAnyKey) {
  EXPECT_THAT(parse_signature(rsa_wire(0x0014, 0x000B, 4096)), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
}

}  // namespace
}  // namespace postern::tpm2
