// SPDX-License-Identifier: Apache-2.0
#include "validators/qemu-tpm/validator.h"

#include <thread>
#include <vector>

#include "common/attdoc/write_document.h"
#include "common/tpm2/ak_name.h"
#include "common/tpm2/digest.h"
#include "common/tpm2/parse_public.h"
#include "common/tpm2/parse_time.h"
#include "support/recording_host.h"
#include "unit/tpm2/failure_matchers.h"
#include "support/log_writer.h"

namespace postern::qemu_tpm {
namespace {

using test::AkKind;
using test::DeniedWith;
using test::PcrValues;
using test::SoftwareAk;
using test::Succeeds;
using tpm2::HashAlgorithm;

const sdk::ByteVector kNonce(32, std::byte{0x11}), kKey(32, std::byte{0x22});

const SoftwareAk& ak() {
  static const SoftwareAk key(AkKind::kRsassa);
  return key;
}
std::string name_of_ak() {
  return sdk::to_hex(tpm2::ak_name(tpm2::parse_public(ak().public_area()).value()));
}
std::string zeros() { return std::string(64, '0'); }
std::string text_of(sdk::ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Pcr 9 is warn_only.
std::string config(const std::string& trust = R"("any")", const std::string& more = "") {
  return R"({"ak_trust": )" + trust +
         R"(, "measurements": [{"name": "image", "not_after": "2027-01-01T00:00:00Z", "pcrs": {
    "4": {"expected": ")" +
         zeros() + R"("}, "9": {"expected": ")" + zeros() + R"(", "warn_only": true}}}])" + more + "}";
}
std::string pinned(const std::string& name) { return R"("pinned", "pinned_aks": [")" + name + R"("])"; }

class ValidatorTest : public testing::Test {
 protected:
  static PcrValues pcrs() { return test::zero_pcrs(HashAlgorithm::kSha256); }
  static std::string document(const PcrValues& values, const SoftwareAk& key = ak(), sdk::ByteView log = {}) {
    return attdoc::write_document(test::make_document(
        key,
        {{HashAlgorithm::kSha1, test::zero_pcrs(HashAlgorithm::kSha1)}, {HashAlgorithm::kSha256, values}},
        kNonce, kKey, log));
  }
  sdk::Judgement judge(const std::string& text, const std::string& json = config()) {
    sdk::Call call = host_.call();
    auto parsed = QemuTpmValidator::read_config(json);
    if (!parsed.ok()) return parsed.failure();
    auto validator = QemuTpmValidator::create(call, parsed.take()).take();
    return validator->validate(call, {"qemu-vtpm", sdk::as_bytes(text), nonce_, kKey});
  }

  test::RecordingHost host_;
  sdk::ByteVector nonce_ = kNonce;
};

TEST_F(ValidatorTest, AllowsAndReportsBindingsAndClaims) {
  ASSERT_THAT(judge(document(pcrs())), Succeeds());
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_NONCE), text_of(kNonce));
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_CHANNEL_KEY), text_of(kKey));
  EXPECT_EQ(sdk::to_hex(sdk::as_bytes(host_.bindings.at(POSTERN_BINDING_TPM_AK))), name_of_ak());
  EXPECT_EQ(sdk::to_hex(sdk::as_bytes(host_.claims.at("tpm.ak.name").bytes)), name_of_ak());
  EXPECT_EQ(host_.claims.at("tpm.ak.trust").bytes, "any");
  EXPECT_EQ(host_.claims.at("tpm.pcr.23").bytes.size(), 32u);
  EXPECT_EQ(host_.claims.at("tpm.measurements.set").bytes, "image");
  EXPECT_EQ(host_.claims.at("tpm.measurements.warnings").bytes, "");
  EXPECT_EQ(host_.claims.at("tpm.eventlog.replayed").integer, 0);
  EXPECT_EQ(host_.claims.at("tpm.firmware.version").integer, 0x2019102300163636);
  EXPECT_EQ(host_.claims.at("tpm.clock.reset_count").integer, 7);
  EXPECT_EQ(host_.claims.at("tpm.clock.restart_count").integer, 9);
  EXPECT_EQ(host_.claims.at("tpm.banks").bytes, "sha1,sha256");
  EXPECT_EQ(host_.claims.size(), 33u) << "all that the component declares";
}

TEST_F(ValidatorTest, AnnouncesThatItBelievesEveryKey) {
  ASSERT_THAT(judge(document(pcrs())), Succeeds());
  EXPECT_THAT(host_.log, testing::Contains(testing::HasSubstr("ak_trust = \"any\"")));
}

TEST_F(ValidatorTest, BelievesPinnedKeysOnly) {
  ASSERT_THAT(judge(document(pcrs()), config(pinned(name_of_ak()))), Succeeds());
  EXPECT_EQ(host_.claims.at("tpm.ak.trust").bytes, "pinned");
  EXPECT_TRUE(host_.log.empty());
  const SoftwareAk other(AkKind::kRsassa);
  const auto judged = judge(document(pcrs(), other), config(pinned(name_of_ak())));
  ASSERT_THAT(judged, DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  EXPECT_EQ(judged.failure().expected(), name_of_ak());
}

TEST_F(ValidatorTest, RefusesAKeyThatIsNoAttestationKey) {
  auto parts = test::make_document(ak(), {{HashAlgorithm::kSha256, pcrs()}}, kNonce, kKey);
  parts.ak_pub = ak().public_area(test::kGoodAttributes & ~tpm2::kRestricted);
  EXPECT_THAT(judge(attdoc::write_document(parts)), DeniedWith(POSTERN_REASON_AK_UNSUITABLE));
}

TEST_F(ValidatorTest, RefusesAnotherConnectionsNonce) {
  nonce_[0] ^= std::byte{1};
  EXPECT_THAT(judge(document(pcrs())), DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
  EXPECT_TRUE(host_.bindings.empty());
  EXPECT_TRUE(host_.claims.empty());
}

TEST_F(ValidatorTest, ReportsTheKeyThatTheDocumentIsFor) {
  const sdk::ByteVector other(32, std::byte{0x33});
  const std::string text =
      attdoc::write_document(test::make_document(ak(), {{HashAlgorithm::kSha256, pcrs()}}, kNonce, other));
  ASSERT_THAT(judge(text), Succeeds()) << "the host compares";
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_CHANNEL_KEY), text_of(other));
}

TEST_F(ValidatorTest, RefusesAChangedPcrAndSaysWhich) {
  PcrValues values = pcrs();
  values[4] = sdk::ByteVector(32, std::byte{0x44});
  const auto judged = judge(document(values));
  ASSERT_THAT(judged, DeniedWith(POSTERN_REASON_PCR_MISMATCH));
  EXPECT_EQ(judged.failure().subject(), "tpm.pcr.4");
  EXPECT_EQ(judged.failure().expected(), zeros());
  EXPECT_EQ(judged.failure().observed(), sdk::to_hex(values[4]));
}

TEST_F(ValidatorTest, WarnsAboutAWarnOnlyPcr) {
  PcrValues values = pcrs();
  values[9] = sdk::ByteVector(32, std::byte{0x99});
  ASSERT_THAT(judge(document(values), config(pinned(name_of_ak()))), Succeeds());
  EXPECT_EQ(host_.claims.at("tpm.measurements.warnings").bytes, "9");
  EXPECT_THAT(host_.log, testing::ElementsAre(testing::HasSubstr("PCRs 9 differ")));
}

TEST_F(ValidatorTest, RefusesWhenNoMeasurementsAreValid) {
  host_.now = *tpm2::parse_time("2027-01-01T00:00:00Z");
  EXPECT_THAT(judge(document(pcrs())), DeniedWith(POSTERN_REASON_MEASUREMENTS_EXPIRED));
}

TEST_F(ValidatorTest, RefusesAQuoteThatLacksARequiredPcr) {
  PcrValues values = pcrs();
  values.erase(9);
  EXPECT_THAT(judge(document(values)), DeniedWith(POSTERN_REASON_PCR_SELECTION));
  EXPECT_THAT(judge(document(values), config(R"("any")", R"(, "required_pcrs": [4])")), Succeeds());
  host_.claims.clear();
  EXPECT_THAT(judge(document(pcrs()), config(R"("any")", R"(, "required_pcrs": [0, 23])")), Succeeds());
}

TEST_F(ValidatorTest, JudgesTheEventLog) {
  const auto log = test::LogWriter().event(0, 8, "version");
  PcrValues values = pcrs();
  values[0] = tpm2::digest(HashAlgorithm::kSha256,
                           {values[0], tpm2::digest(HashAlgorithm::kSha256, {sdk::as_bytes("version")})});
  const std::string required = config(R"("any")", R"(, "event_log": "required")");
  ASSERT_THAT(judge(document(values, ak(), log.bytes()), required), Succeeds());
  EXPECT_EQ(host_.claims.at("tpm.eventlog.replayed").integer, 1);
  EXPECT_THAT(judge(document(values), required), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
  EXPECT_THAT(judge(document(pcrs(), ak(), log.bytes())), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
  EXPECT_THAT(judge(document(values, ak(), sdk::ByteVector(9))),
              DeniedWith(POSTERN_REASON_EVENT_LOG_MALFORMED));
}

// The component declares that calls on one instance may overlap.
TEST_F(ValidatorTest, JudgesSeveralDocumentsAtOnce) {
  sdk::Call call = host_.call();
  const auto validator =
      QemuTpmValidator::create(call, QemuTpmValidator::read_config(config()).take()).take();
  PcrValues changed = pcrs();
  changed[4] = sdk::ByteVector(32, std::byte{0x44});
  const std::string good = document(pcrs()), bad = document(changed);
  std::vector<test::RecordingHost> hosts(8);
  std::vector<int> verdicts(hosts.size(), -1);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < hosts.size(); ++i)
    threads.emplace_back([&, i] {
      sdk::Call own = hosts[i].call();
      const std::string& text = i % 2 == 0 ? good : bad;
      verdicts[i] = validator->validate(own, {"qemu-vtpm", sdk::as_bytes(text), kNonce, kKey}).ok() ? 1 : 0;
    });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < hosts.size(); ++i) EXPECT_EQ(verdicts[i], i % 2 == 0 ? 1 : 0) << i;
}

TEST_F(ValidatorTest, RefusesEveryTruncationOfADocument) {
  const std::string whole = document(pcrs());
  for (std::size_t size = 0; size < whole.size(); size += size < 100 || whole.size() - size < 100 ? 1 : 37)
    EXPECT_THAT(judge(whole.substr(0, size)), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << size;
}

TEST_F(ValidatorTest, EveryDenialHasATextForThePeerWithoutValues) {
  PcrValues values = pcrs();
  values[4] = sdk::ByteVector(32, std::byte{0x44});
  for (const auto& judged :
       {judge(document(values)), judge("{}"), judge(document(pcrs()), config(pinned("000b" + zeros())))}) {
    ASSERT_FALSE(judged.ok());
    EXPECT_FALSE(judged.failure().peer_text().empty());
    EXPECT_THAT(judged.failure().peer_text(), testing::Not(testing::HasSubstr("4444")));
    EXPECT_THAT(judged.failure().peer_text(), testing::Not(testing::HasSubstr("0000")));
  }
}

}  // namespace
}  // namespace postern::qemu_tpm
