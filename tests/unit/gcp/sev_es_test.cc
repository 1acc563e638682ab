// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/sev_es_validator.h"

#include "common/tpm2/ak_name.h"
#include "unit/gcp/machine_judge.h"

namespace postern::gcp {
namespace {

using nlohmann::json;

std::unique_ptr<SevEsValidator> make(Host& host, const json& config) {
  sdk::Call call = host.call();
  auto read = SevEsValidator::read_config(config.dump());
  if (!read.ok()) throw std::runtime_error(read.failure().operator_text());
  return SevEsValidator::create(call, read.take()).take();
}

class SevEs : public testing::TestWithParam<const char*> {
 protected:
  SevEs() {
    machine_.certify();
    test::serve_compute_api(host_.pages, machine_);
    config_ = test::sev_es_config(GetParam());
  }
  bool asks_api() const { return std::string_view(GetParam()) == "compute-api"; }

  sdk::Judgement judge(const std::string& text) {
    sdk::Call call = host_.call();
    return make(host_, config_)->validate(call, {"gcp-sev-es", sdk::as_bytes(text), nonce_, kKey});
  }
  sdk::Judgement judge() { return judge(attdoc::write_document(test::make_sev_es(machine_, kNonce, kKey))); }

  Host host_;
  GcpMachine machine_;
  json config_;
  sdk::ByteVector nonce_ = kNonce;
};

TEST_P(SevEs, AllowsAndReportsBindingsAndClaims) {
  ASSERT_THAT(judge(), Succeeds());
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_NONCE), text_of(kNonce));
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_CHANNEL_KEY), text_of(kKey));
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_TPM_AK), text_of(key_of(machine_.ak).name()));
  const auto text = [&](const char* name) { return host_.claims.at(name).bytes; };
  EXPECT_EQ(text("gcp.project_id"), "example-project");
  EXPECT_EQ(text("gcp.zone"), "europe-west3-b");
  EXPECT_EQ(text("gcp.instance_name"), "node-alpha");
  EXPECT_EQ(text("gcp.ak_trust"), GetParam());
  EXPECT_EQ(text("tpm.ak.trust"), GetParam());
  EXPECT_EQ(text("gcp.technology"), "amd-sev");
  EXPECT_EQ(host_.claims.at("gcp.firmware_version").integer, 1);
  EXPECT_EQ(text("tpm.measurements.set"), "image");
  EXPECT_EQ(host_.claims.contains("gcp.instance_id"), !asks_api());
  if (!asks_api()) {
    EXPECT_EQ(text("gcp.instance_id"), "5556667778889990001");
    EXPECT_EQ(text("gcp.project_number"), "111222333444");
    EXPECT_TRUE(host_.requests.empty()) << "nothing is asked";
  }
}

TEST_P(SevEs, StatesOnlyDeclaredClaims) {
  ASSERT_THAT(judge(), Succeeds());
  const sdk::Description description = SevEsValidator::describe();
  for (const auto& [name, value] : host_.claims) {
    const auto found = std::find_if(description.claims_out.begin(), description.claims_out.end(),
                                    [&name = name](const sdk::ClaimDecl& each) { return each.name == name; });
    ASSERT_NE(found, description.claims_out.end()) << name;
    EXPECT_EQ(found->type, value.type) << name;
  }
}

TEST_P(SevEs, RefusesAnotherConnection) {
  nonce_[31] ^= std::byte{1};
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
  EXPECT_TRUE(host_.bindings.empty() && host_.claims.empty());
  EXPECT_TRUE(host_.requests.empty()) << "nothing is asked for a document that does not verify";
}

TEST_P(SevEs, RefusesInstanceInfoThatTheQuotesDoNotCover) {
  auto document = test::make_sev_es(machine_, kNonce, kKey);
  document.instance_info = sdk::to_vector(sdk::as_bytes(test::write_instance_names({.instance_name = "node-beta"})));
  EXPECT_THAT(judge(attdoc::write_document(document)), DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
  EXPECT_TRUE(host_.requests.empty());
}

TEST_P(SevEs, AsksNothingAboutMachinesThatAreNotAllowed) {
  config_["allowed_projects"] = {"other-project"};
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_INSTANCE_NOT_ALLOWED));
  config_["allowed_projects"] = {"other-project", "example-project"};
  config_["allowed_zones"] = {"europe-west3-a"};
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_INSTANCE_NOT_ALLOWED));
  EXPECT_TRUE(host_.requests.empty());
  EXPECT_TRUE(host_.bindings.empty() && host_.claims.empty());
  config_["allowed_zones"] = {"europe-west3-a", "europe-west3-b"};
  EXPECT_THAT(judge(), Succeeds());
}

TEST_P(SevEs, RefusesTheKeyOfAnotherMachine) {
  static const test::SoftwareAk other;
  machine_.ak = other;
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
  EXPECT_TRUE(host_.bindings.empty() && host_.claims.empty());
}

TEST_P(SevEs, RefusesAMachineThatTakesAnothersName) {
  machine_.instance.instance_name = "node-beta";
  test::GcpMachine beta = machine_;
  static const test::SoftwareAk keys_of_beta;
  beta.ak = keys_of_beta;
  test::serve_compute_api(host_.pages, beta);
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

TEST_P(SevEs, RefusesNamesThatAreNone) {
  for (const std::string& info : {std::string("{}"), std::string(R"({"zone":"a","project_id":"example-project","instance_name":"../x"})"),
                                  std::string("null"), std::string(5000, ' ')}) {
    machine_.instance_info = info;
    EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << info.substr(0, 80);
  }
  machine_.instance_info = "";
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
  EXPECT_TRUE(host_.requests.empty());
}

TEST_P(SevEs, WantsAnEventLog) {
  machine_.has_event_log = false;
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
}

TEST_P(SevEs, WantsTheFirmwareAndTheTechnology) {
  machine_.events = test::gce_events(1, 0);
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_PLATFORM_MISMATCH));
  machine_.events = test::gce_events(1, 2);
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_PLATFORM_MISMATCH)) << "the reference wants AMD_SEV";
  config_["technologies"] = {"amd-sev", "amd-sev-es"};
  EXPECT_THAT(judge(), Succeeds());
  host_.claims.clear();
  config_["minimum_firmware_version"] = 2;
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_PLATFORM_MISMATCH));
  machine_.events = test::gce_events(0, 1);
  config_.erase("minimum_firmware_version");
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_PLATFORM_MISMATCH)) << "version 0";
}

TEST_P(SevEs, ComparesMeasurements) {
  machine_.events.push_back({4, 0xD, "another loader"});
  const auto judged = judge();
  ASSERT_THAT(judged, DeniedWith(POSTERN_REASON_PCR_MISMATCH));
  EXPECT_EQ(judged.failure().subject(), "tpm.pcr.4");
}

TEST_P(SevEs, RefusesAKeyThatIsNoAttestationKey) {
  auto document = test::make_sev_es(machine_, kNonce, kKey);
  document.ak_pub = machine_.ak.public_area(test::kGoodAttributes & ~tpm2::kRestricted);
  EXPECT_THAT(judge(attdoc::write_document(document)), DeniedWith(POSTERN_REASON_AK_UNSUITABLE));
  EXPECT_TRUE(host_.requests.empty());
}

TEST_P(SevEs, RefusesEveryTruncation) {
  const std::string whole = attdoc::write_document(test::make_sev_es(machine_, kNonce, kKey));
  for (std::size_t size = 0; size < whole.size(); size += 61)
    EXPECT_THAT(judge(whole.substr(0, size)), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << size;
}

INSTANTIATE_TEST_SUITE_P(Trust, SevEs, testing::Values("compute-api", "ak-certificate"), label);

class ComputeApiTrust : public testing::Test {
 protected:
  sdk::Judgement judge() {
    sdk::Call call = host_.call();
    const std::string text = attdoc::write_document(test::make_sev_es({}, kNonce, kKey));
    return make(host_, test::sev_es_config("compute-api"))->validate(call, {"gcp-sev-es", sdk::as_bytes(text), kNonce, kKey});
  }
  Host host_;
};

TEST_F(ComputeApiTrust, IsNotHadWithoutAnswers) {
  auto judged = judge();
  ASSERT_FALSE(judged.ok());
  EXPECT_EQ(judged.failure().status(), POSTERN_UNAVAILABLE);
  EXPECT_EQ(judged.failure().code(), POSTERN_REASON_COLLATERAL_UNAVAILABLE);
  test::serve_compute_api(host_.pages, {});
  EXPECT_THAT(judge(), Succeeds());
}

TEST_F(ComputeApiTrust, IsNotHadByAnAnswerAboutNothing) {
  test::serve_compute_api(host_.pages, {});
  host_.pages[test::kComputeUrl + test::compute_api_path({})] = "{}";
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

}  // namespace
}  // namespace postern::gcp
