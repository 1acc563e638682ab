// SPDX-License-Identifier: Apache-2.0
//
// Both halves together, against software TPMs.
#include "validators/qemu-tpm/issuer.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "common/attdoc/parse_document.h"
#include "common/attdoc/write_document.h"
#include "common/tpm2/ak_name.h"
#include "common/tpm2/digest.h"
#include "common/tpm2/parse_public.h"
#include "support/recording_host.h"
#include "support/swtpm.h"
#include "unit/tpm2/failure_matchers.h"
#include "support/log_writer.h"
#include "validators/qemu-tpm/validator.h"

namespace postern::qemu_tpm {
namespace {

using nlohmann::json;
using test::DeniedWith;
using test::RecordingHost;
using test::Succeeds;
using test::Swtpm;
using tpm2::HashAlgorithm;

const sdk::ByteVector kNonce(32, std::byte{0x11}), kOtherNonce(32, std::byte{0x12}),
    kKey(32, std::byte{0x22});

sdk::Result<std::string> issue(json config, sdk::ByteView nonce = kNonce) {
  RecordingHost host;
  sdk::Call call = host.call();
  POSTERN_TRY(parsed, QemuTpmIssuer::read_config(config.dump()));
  POSTERN_TRY(issuer, QemuTpmIssuer::create(call, std::move(parsed)));
  POSTERN_CHECK(issuer->issue(call, {"qemu-vtpm", nonce, kKey}));
  return host.field("evidence");
}
json on(const Swtpm& tpm) { return {{"tcti", tpm.tcti()}, {"event_log", "none"}}; }

std::string ak_name_in(const std::string& document) {
  const auto parsed = attdoc::parse_document(document);
  return sdk::to_hex(tpm2::ak_name(tpm2::parse_public(parsed.value().ak_pub).value()));
}

json pinning(const std::string& name) {
  return {{"ak_trust", "pinned"},
          {"pinned_aks", {name}},
          {"measurements", {{{"name", "image"}, {"pcrs", {{"4", {{"expected", std::string(64, '0')}}}}}}}}};
}

sdk::Judgement judge(const std::string& document, const json& config, RecordingHost& host,
                     sdk::ByteView nonce = kNonce) {
  sdk::Call call = host.call();
  POSTERN_TRY(parsed, QemuTpmValidator::read_config(config.dump()));
  POSTERN_TRY(validator, QemuTpmValidator::create(call, std::move(parsed)));
  return validator->validate(call, {"qemu-vtpm", sdk::as_bytes(document), nonce, kKey});
}
sdk::Judgement judge(const std::string& document, const json& config, sdk::ByteView nonce = kNonce) {
  RecordingHost host;
  return judge(document, config, host, nonce);
}

TEST(IssuerAndValidator, AgreeOnAMachine) {
  const Swtpm tpm;
  const auto document = issue(on(tpm));
  ASSERT_THAT(document, Succeeds());
  RecordingHost host;
  ASSERT_THAT(judge(document.value(), pinning(ak_name_in(document.value())), host), Succeeds());
  EXPECT_EQ(host.claims.at("tpm.banks").bytes, "sha1,sha256,sha384");
  EXPECT_EQ(host.bindings.at(POSTERN_BINDING_CHANNEL_KEY), std::string(32, '\x22'));
}

TEST(IssuerAndValidator, TheDocumentIsTheReferencesBytes) {
  const Swtpm tpm;
  const auto document = issue(on(tpm));
  ASSERT_THAT(document, Succeeds());
  EXPECT_TRUE(document.value().starts_with("{\"Attestation\":{\"ak_pub\":\""));
  EXPECT_TRUE(document.value().find("\"TeeAttestation\":null},\"InstanceInfo\":null,\"UserData\":\"") !=
              std::string::npos);
  const auto parsed = attdoc::parse_document(document.value());
  EXPECT_EQ(attdoc::write_document(parsed.value()), document.value());
  for (const auto& quote : parsed.value().quotes) EXPECT_EQ(quote.pcrs.numbers(), tpm2::kAllPcrs);
}

TEST(IssuerAndValidator, RefuseAnExtendedPcr) {
  const Swtpm tpm;
  const json config = pinning(ak_name_in(issue(on(tpm)).value()));
  tpm.extend(4, "another loader");
  const auto document = issue(on(tpm));
  const auto judged = judge(document.value(), config);
  ASSERT_THAT(judged, DeniedWith(POSTERN_REASON_PCR_MISMATCH));
  EXPECT_EQ(judged.failure().subject(), "tpm.pcr.4");
  const auto parsed = attdoc::parse_document(document.value());
  EXPECT_EQ(judged.failure().observed(), sdk::to_hex(*parsed.value().quotes[1].pcrs.find(4)));
}

TEST(IssuerAndValidator, RefuseEvidenceOfAnotherConnection) {
  const Swtpm tpm;
  const auto document = issue(on(tpm));
  const json config = pinning(ak_name_in(document.value()));
  EXPECT_THAT(judge(document.value(), config, kOtherNonce), DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
}

TEST(IssuerAndValidator, RefuseEvidenceMixedFromTwoTpms) {
  const Swtpm tpm, other;
  const auto text = issue(on(tpm));
  const json config = pinning(ak_name_in(text.value()));
  const auto other_text = issue(on(other));
  EXPECT_THAT(judge(other_text.value(), config), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));

  auto mine = attdoc::parse_document(text.value()).take();
  const auto theirs = attdoc::parse_document(other_text.value()).take();
  ASSERT_THAT(judge(attdoc::write_document(mine), config), Succeeds());
  for (std::size_t i = 0; i < mine.quotes.size(); ++i) {
    auto mixed = attdoc::parse_document(text.value()).take();
    mixed.quotes[i] = theirs.quotes[i];
    EXPECT_THAT(judge(attdoc::write_document(mixed), config), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID))
        << i;
  }
  mine.ak_pub = theirs.ak_pub;
  EXPECT_THAT(judge(attdoc::write_document(mine), config), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

TEST(IssuerAndValidator, RefuseAnOldQuoteInANewDocument) {
  const Swtpm tpm;
  const auto old_text = issue(on(tpm), kOtherNonce);
  const auto text = issue(on(tpm));
  const json config = pinning(ak_name_in(text.value()));
  auto spliced = attdoc::parse_document(text.value()).take();
  spliced.quotes[0] = attdoc::parse_document(old_text.value()).take().quotes[0];
  EXPECT_THAT(judge(attdoc::write_document(spliced), config), DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
}

TEST(IssuerAndValidator, CarryAnEventLogThatReplays) {
  const Swtpm tpm;
  const std::vector<HashAlgorithm> banks{HashAlgorithm::kSha1, HashAlgorithm::kSha256,
                                         HashAlgorithm::kSha384};
  const auto log = test::LogWriter(banks).event(0, 8, "version").event(7, 4, "separator");
  const std::string path = tpm.folder() + "/event_log";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(log.bytes().data()),
             static_cast<std::streamsize>(log.bytes().size()));
  for (const auto& [pcr, text] : {std::pair<uint32_t, std::string_view>{0, "version"}, {7, "separator"}}) {
    std::map<uint16_t, sdk::ByteVector> digests;
    for (const HashAlgorithm bank : banks)
      digests[static_cast<uint16_t>(bank)] = tpm2::digest(bank, {sdk::as_bytes(text)});
    tpm.extend_digests(pcr, digests);
  }
  json with_log = on(tpm);
  with_log["event_log"] = path;
  const auto document = issue(with_log);
  ASSERT_THAT(document, Succeeds());
  json config = pinning(ak_name_in(document.value()));
  config["event_log"] = "required";
  RecordingHost host;
  ASSERT_THAT(judge(document.value(), config, host), Succeeds());
  EXPECT_EQ(host.claims.at("tpm.eventlog.replayed").integer, 1);
  tpm.extend(7, "something that the log does not have");
  EXPECT_THAT(judge(issue(with_log).value(), config), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
}

TEST(Issuer, SaysWhatIsWrong) {
  const auto unreachable = issue({{"tcti", "swtpm:path=/nonexistent/tpm.sock"}});
  ASSERT_FALSE(unreachable.ok());
  EXPECT_EQ(unreachable.failure().status(), POSTERN_UNAVAILABLE);
  const Swtpm tpm;
  json config = on(tpm);
  config["event_log"] = "/nonexistent/log";
  EXPECT_THAT(issue(config), test::MisconfiguredAt("/event_log"));
  config = on(tpm);
  config["ak_handle"] = "0x81000001";
  const auto missing = issue(config);
  ASSERT_FALSE(missing.ok());
  EXPECT_THAT(missing.failure().operator_text(), testing::HasSubstr("handle"));
}

TEST(Issuer, TellsItsKeyInTheSelfTest) {
  const Swtpm tpm;
  RecordingHost host;
  sdk::Call call = host.call();
  auto issuer = QemuTpmIssuer::create(call, QemuTpmIssuer::read_config(on(tpm).dump()).take()).take();
  ASSERT_THAT(issuer->self_test(call), Succeeds());
  EXPECT_THAT(host.log, testing::ElementsAre("attestation key " + ak_name_in(issue(on(tpm)).value())));
}

TEST(Issuer, StopsWhenItIsCancelled) {
  const Swtpm tpm;
  RecordingHost host;
  host.is_cancelled = true;
  sdk::Call call = host.call();
  auto issuer = QemuTpmIssuer::create(call, QemuTpmIssuer::read_config(on(tpm).dump()).take()).take();
  const auto issued = issuer->issue(call, {"qemu-vtpm", kNonce, kKey});
  ASSERT_FALSE(issued.ok());
  EXPECT_EQ(issued.failure().status(), POSTERN_CANCELLED);
  EXPECT_TRUE(host.fields.empty());
}

}  // namespace
}  // namespace postern::qemu_tpm
