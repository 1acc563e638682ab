// SPDX-License-Identifier: Apache-2.0
#include "common/gce/parse_instance_extension.h"
#include "support/gcp_evidence.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::gce {
namespace {

using test::DeniedWith;
using test::GcpInstance;
using test::Succeeds;

auto parse(const GcpInstance& instance) { return parse_instance_extension(test::write_instance_extension(instance)); }
auto parse_bytes(std::initializer_list<unsigned> bytes) {
  sdk::ByteVector der;
  for (const unsigned byte : bytes) der.push_back(static_cast<std::byte>(byte));
  return parse_instance_extension(der);
}

TEST(InstanceExtension, ReadsAllMembers) {
  const auto parsed = parse({});
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().instance, (Instance{"europe-west3-b", "example-project", "node-alpha"}));
  EXPECT_EQ(parsed.value().project_number, 111222333444u);
  EXPECT_EQ(parsed.value().instance_id, 5556667778889990001u);
  ASSERT_TRUE(parsed.value().security);
  EXPECT_TRUE(parsed.value().security->is_production);
  EXPECT_EQ(parsed.value().security->security_version, 0u);
}

TEST(InstanceExtension, TellsWhatIsNoProduction) {
  EXPECT_FALSE(parse({.is_production = false}).value().security->is_production);
  EXPECT_FALSE(parse({.has_security_properties = false}).value().security);
}

TEST(InstanceExtension, ReadsNumbersOf64Bits) {
  const auto parsed = parse({.project_number = 0, .instance_id = ~uint64_t{0}});
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value().project_number, 0u);
  EXPECT_EQ(parsed.value().instance_id, ~uint64_t{0});
}

TEST(InstanceExtension, RefusesNamesOfAnotherForm) {
  for (const GcpInstance& bad : {GcpInstance{.zone = "a/b"}, GcpInstance{.project_id = "12"}, GcpInstance{.instance_name = ""},
                                 GcpInstance{.instance_name = std::string("a\0b", 3)}})
    EXPECT_THAT(parse(bad), DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID));
}

TEST(InstanceExtension, RefusesEveryTruncationAndWhatFollows) {
  const sdk::ByteVector whole = test::write_instance_extension({});
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THAT(parse_instance_extension(sdk::ByteView(whole).first(size)), DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID)) << size;
  sdk::ByteVector longer = whole;
  longer.push_back(std::byte{0});
  EXPECT_THAT(parse_instance_extension(longer), DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID));
  EXPECT_THAT(parse_instance_extension(sdk::ByteVector(2000)), DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID));
}

// 30 0F | 0C 01 'z' | 02 01 01 | 0C 01 'p' | 02 01 02 | 0C 01 'i', then one change each.
TEST(InstanceExtension, RefusesOtherShapes) {
  EXPECT_THAT(parse_bytes({0x30, 15, 12, 1, 'z', 2, 1, 1, 12, 1, 'p', 2, 1, 2, 12, 1, 'i'}), Succeeds());
  EXPECT_THAT(parse_bytes({0x31, 15, 12, 1, 'z', 2, 1, 1, 12, 1, 'p', 2, 1, 2, 12, 1, 'i'}),
              DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID)) << "a SET";
  EXPECT_THAT(parse_bytes({0x30, 12, 12, 1, 'z', 2, 1, 1, 12, 1, 'p', 2, 1, 2}), DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID))
      << "four members";
  EXPECT_THAT(parse_bytes({0x30, 15, 22, 1, 'z', 2, 1, 1, 12, 1, 'p', 2, 1, 2, 12, 1, 'i'}),
              DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID)) << "an IA5String";
  EXPECT_THAT(parse_bytes({0x30, 15, 12, 1, 'z', 2, 1, 0xFF, 12, 1, 'p', 2, 1, 2, 12, 1, 'i'}),
              DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID)) << "a negative number";
  EXPECT_THAT(parse_bytes({0x30, 0x80, 12, 1, 'z', 2, 1, 1, 12, 1, 'p', 2, 1, 2, 12, 1, 'i', 0, 0}),
              DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID)) << "BER of indefinite length";
  EXPECT_THAT(parse_bytes({0x30, 0x81, 15, 12, 1, 'z', 2, 1, 1, 12, 1, 'p', 2, 1, 2, 12, 1, 'i'}),
              DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID)) << "a length that is longer than it must be";
  EXPECT_THAT(parse_bytes({0x30, 17, 12, 1, 'z', 2, 1, 1, 12, 1, 'p', 2, 1, 2, 12, 1, 'i', 5, 0}),
              DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID)) << "a sixth member that is not tagged";
}

// The same head, and securityProperties [0] of the given elements.
auto parse_security(std::initializer_list<unsigned> elements) {
  sdk::ByteVector der;
  const auto size = static_cast<unsigned>(elements.size());
  for (const unsigned byte : {0x30u, 19 + size, 12u, 1u, unsigned{'z'}, 2u, 1u, 1u, 12u, 1u, unsigned{'p'}, 2u, 1u, 2u, 12u, 1u,
                              unsigned{'i'}, 0xA0u, size + 2, 0x30u, size})
    der.push_back(static_cast<std::byte>(byte));
  for (const unsigned byte : elements) der.push_back(static_cast<std::byte>(byte));
  return parse_instance_extension(der);
}

TEST(InstanceExtension, ReadsSecurityPropertiesStrictly) {
  EXPECT_TRUE(parse_security({0xA1, 3, 1, 1, 0xFF}).value().security->is_production);
  EXPECT_FALSE(parse_security({0xA0, 3, 2, 1, 9}).value().security->is_production);
  EXPECT_EQ(parse_security({0xA0, 3, 2, 1, 9}).value().security->security_version, 9u);
  EXPECT_TRUE(parse_security({0xA1, 3, 1, 1, 0xFF, 0xA9, 3, 2, 1, 5}).value().security->is_production) << "more members";
  EXPECT_FALSE(parse_security({}).value().security->is_production);
  for (const auto& bad : {parse_security({0xA1, 3, 1, 1, 1}),                             // true, but not in DER
                          parse_security({0xA1, 3, 2, 1, 1}),                             // a number
                          parse_security({0xA1, 3, 1, 1, 0, 0xA1, 3, 1, 1, 0xFF}),        // twice
                          parse_security({0xA1, 3, 1, 1, 0xFF, 0xA0, 3, 2, 1, 0}),        // in another order
                          parse_security({0xA0, 3, 1, 1, 0xFF}), parse_security({1, 1, 0xFF}),
                          parse_security({0xA1, 6, 1, 1, 0xFF, 1, 1, 0}), parse_security({0x81, 1, 0xFF})})
    EXPECT_THAT(bad, DeniedWith(POSTERN_REASON_CERTIFICATE_INVALID));
}

}  // namespace
}  // namespace postern::gce
