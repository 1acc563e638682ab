// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/bounded_json.h"
#include "common/attdoc/extra_data.h"
#include "common/attdoc/parse_document.h"
#include "common/attdoc/verify_document.h"
#include "common/attdoc/write_document.h"
#include "common/tpm2/parse_public.h"
#include "unit/tpm2/failure_matchers.h"
#include "support/log_writer.h"

namespace postern::attdoc {
namespace {

using test::AkKind;
using test::DeniedWith;
using test::SoftwareAk;
using test::Succeeds;
using test::zero_pcrs;
using tpm2::HashAlgorithm;

const sdk::ByteVector kNonce(32, std::byte{0x11}), kUserData(32, std::byte{0x22});

const SoftwareAk& ak() {
  static const SoftwareAk key(AkKind::kP256);
  return key;
}
tpm2::AttestationKey key_of(const SoftwareAk& ak) {
  const auto parsed = tpm2::parse_public(ak.public_area());
  return tpm2::verify_attestation_key(parsed.value()).take();
}
std::map<HashAlgorithm, test::PcrValues> three_banks() {
  std::map<HashAlgorithm, test::PcrValues> banks;
  for (const HashAlgorithm bank : {HashAlgorithm::kSha1, HashAlgorithm::kSha256, HashAlgorithm::kSha384})
    banks[bank] = zero_pcrs(bank);
  return banks;
}
Document good_document() { return test::make_document(ak(), three_banks(), kNonce, kUserData); }
sdk::Result<VerifiedDocument> verify(const Document& document, const DocumentDemands& demands = {}) {
  return verify_document(document, key_of(ak()), kNonce, demands);
}

TEST(Document, IsReadAsItWasWritten) {
  Document document = good_document();
  document.event_log = sdk::ByteVector(7, std::byte{7});
  document.ak_cert = sdk::ByteVector(5, std::byte{5});
  document.intermediate_certs = {sdk::ByteVector(1), sdk::ByteVector(2)};
  document.instance_info = sdk::to_vector(sdk::as_bytes("{\"zone\" : \"a\"}"));
  const std::string text = write_document(document);
  const auto parsed = parse_document(text);
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(write_document(parsed.value()), text);
  EXPECT_EQ(parsed.value().instance_info, document.instance_info);
  EXPECT_EQ(parsed.value().quotes[2].pcrs.values(), document.quotes[2].pcrs.values());
}

TEST(Document, HasTheShapeOfGosJson) {
  const SoftwareAk key(AkKind::kP256);
  Document document;
  document.ak_pub = sdk::ByteVector(1);
  document.user_data = sdk::ByteVector(3);
  EXPECT_EQ(
      write_document(document),
      R"({"Attestation":{"ak_pub":"AA==","TeeAttestation":null},"InstanceInfo":null,"UserData":"AAAA"})");
  document.quotes.push_back(
      {sdk::ByteVector(1), sdk::ByteVector(2),
       test::make_bank(HashAlgorithm::kSha1, {{2, sdk::ByteVector(20)}, {10, sdk::ByteVector(20)}})});
  const std::string zeros(27, 'A');
  EXPECT_EQ(
      write_document(document),
      R"({"Attestation":{"ak_pub":"AA==","quotes":[{"quote":"AA==","raw_sig":"AAA=","pcrs":{"hash":4,"pcrs":{"10":")" +
          zeros + R"(=","2":")" + zeros +
          R"(="}}}],"TeeAttestation":null},"InstanceInfo":null,"UserData":"AAAA"})");
}

TEST(Document, ToleratesMembersThatItDoesNotKnow) {
  const auto parsed = parse_document(
      R"({"Attestation":{"ak_pub":"AA==","TeeAttestation":{"SevSnpAttestation":{"report":{}}},"new":[1]},"Other":1})");
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_FALSE(parsed.value().instance_info);
  EXPECT_TRUE(parsed.value().user_data.empty());
}

TEST(Document, RefusesWhatIsNotADocument) {
  for (const char* text :
       {"",
        "null",
        "[]",
        "{",
        "{}",
        "{\"Attestation\":null}",
        "{\"Attestation\":[]}",
        "{\"Attestation\":{}}",
        R"({"attestation":{"ak_pub":"AA=="}})",
        R"({"Attestation":{"ak_pub":5}})",
        R"({"Attestation":{"ak_pub":"A"}})",
        R"({"Attestation":{"ak_pub":"AA==","quotes":{}}})",
        R"({"Attestation":{"ak_pub":"AA==","quotes":[null]}})",
        R"({"Attestation":{"ak_pub":"AA==","quotes":[{}]}})",
        R"({"Attestation":{"ak_pub":"AA==","quotes":[{"pcrs":{"hash":11}}]}})",
        R"({"Attestation":{"ak_pub":"AA==","quotes":[{"pcrs":{"hash":-11,"pcrs":{}}}]}})",
        R"({"Attestation":{"ak_pub":"AA==","quotes":[{"pcrs":{"hash":65547,"pcrs":{}}}]}})",
        R"({"Attestation":{"ak_pub":"AA=="},"UserData":"AA=="} x)",
        R"({"Attestation":{"ak_pub":"AA=="},"UserData":"AA==","UserData":"AAA="})",
        R"({"Attestation":{"ak_pub":"AA==","ak_pub":"AAA="}})",
        "{\"Attestation\":{\"ak_pub\":\"AA==\",\"x\":\"\xff\"}}"})
    EXPECT_THAT(parse_document(text), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << text;
}

TEST(Document, RefusesWhatIsOverItsLimits) {
  const std::string text = write_document(good_document());
  EXPECT_THAT(parse_document(text, {.bytes = text.size() - 1}),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(parse_document(text, {.ak_pub = 10}), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(parse_document(text, {.quotes = 2}), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_THAT(parse_document(text, {.user_data = 31}), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  const std::string deep = "{\"a\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  EXPECT_THAT(parse_json(deep), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  std::string wide = "{\"a\":[0";
  for (int i = 0; i < 100'000; ++i) wide += ",0";
  EXPECT_THAT(parse_json(wide + "]}"), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

TEST(ExtraData, CoversInstanceInfoUserDataAndNonce) {
  Document document = good_document();
  const auto before = quote_extra_data(document, kNonce);
  document.instance_info = sdk::ByteVector();
  EXPECT_EQ(quote_extra_data(document, kNonce), before) << "null and empty are the same bytes";
  document.instance_info = sdk::ByteVector(1);
  EXPECT_NE(quote_extra_data(document, kNonce), before);
  EXPECT_NE(quote_extra_data(good_document(), kUserData), before);
}

TEST(VerifyDocument, AcceptsAndTellsWhatItVerified) {
  const auto verified = verify(good_document(), {tpm2::kAllPcrs, false});
  ASSERT_THAT(verified, Succeeds());
  EXPECT_EQ(verified.value().banks(), "sha1,sha256,sha384");
  EXPECT_EQ(verified.value().user_data(), kUserData);
  EXPECT_EQ(verified.value().quote().pcrs().algorithm(), HashAlgorithm::kSha256);
  EXPECT_EQ(verified.value().log(), nullptr);
}

TEST(VerifyDocument, RefusesWhatTheNonceDoesNotCover) {
  Document document = good_document();
  document.user_data[0] ^= std::byte{1};
  EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
  document = good_document();
  document.instance_info = sdk::ByteVector(1);
  EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
  EXPECT_THAT(verify_document(good_document(), key_of(ak()), kUserData, {}),
              DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
}

TEST(VerifyDocument, WantsExactlyOneQuotePerBankAndOneOfSha256) {
  Document document = good_document();
  document.quotes.push_back(document.quotes[1]);
  EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_QUOTE_DUPLICATE));
  document = good_document();
  document.quotes.erase(document.quotes.begin() + 1);
  EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_QUOTE_MISSING));
  document.quotes.clear();
  EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_QUOTE_MISSING));
}

TEST(VerifyDocument, RefusesAForgedBankBesideValidOnes) {
  for (std::size_t forged = 0; forged < 3; ++forged) {
    Document document = good_document();
    tpm2::Quote& quote = document.quotes[forged];
    test::PcrValues values = quote.pcrs.values();
    values[4][0] = std::byte{1};
    quote.pcrs = test::make_bank(quote.pcrs.algorithm(), values);
    EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_PCR_DIGEST_MISMATCH)) << forged;
    document = good_document();
    document.quotes[forged].signature.back() ^= std::byte{1};
    EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID)) << forged;
  }
}

TEST(VerifyDocument, RefusesQuotesThatAreExchanged) {
  Document document = good_document();
  std::swap(document.quotes[0].pcrs, document.quotes[2].pcrs);
  EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_PCR_SELECTION));
}

TEST(VerifyDocument, RefusesQuotesOfAnotherKey) {
  const SoftwareAk other(AkKind::kP256);
  Document document = good_document();
  document.quotes = test::make_document(other, three_banks(), kNonce, kUserData).quotes;
  EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
}

TEST(VerifyDocument, JudgesTheEventLog) {
  using postern::test::LogWriter;
  Document document = good_document();
  EXPECT_THAT(verify(document, {0, true}), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
  document.event_log = LogWriter().event(4, 1, "x").bytes();
  EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
  document.event_log = sdk::ByteVector(5);
  EXPECT_THAT(verify(document), DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
}

}  // namespace
}  // namespace postern::attdoc
