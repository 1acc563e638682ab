// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/sev_snp_validator.h"

#include "common/attdoc/extra_data.h"
#include "common/attdoc/parse_snp_instance_info.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "unit/gcp/machine_judge.h"

namespace postern::gcp {
namespace {

using nlohmann::json;

class SevSnp : public testing::TestWithParam<const char*> {
 protected:
  SevSnp() {
    machine_.certify();
    test::serve_compute_api(host_.pages, machine_);
    config_ = test::sev_snp_config(GetParam());
  }
  sdk::Judgement judge(const std::string& text) {
    sdk::Call call = host_.call();
    auto read = SevSnpValidator::read_config(config_.dump());
    if (!read.ok()) return read.failure();
    return SevSnpValidator::create(call, read.take()).take()->validate(call, {"gcp-sev-snp", sdk::as_bytes(text), nonce_, kKey});
  }
  sdk::Judgement judge() { return judge(attdoc::write_document(test::make_sev_snp(machine_, kNonce, kKey))); }

  Host host_;
  GcpMachine machine_;
  json config_;
  sdk::ByteVector nonce_ = kNonce;
};

TEST_P(SevSnp, AllowsAndReportsBindingsAndClaims) {
  ASSERT_THAT(judge(), Succeeds());
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_NONCE), text_of(kNonce));
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_CHANNEL_KEY), text_of(kKey));
  EXPECT_EQ(host_.bindings.at(POSTERN_BINDING_TPM_AK), text_of(key_of(machine_.ak).name()));
  EXPECT_EQ(host_.claims.at("gcp.instance_name").bytes, "node-alpha");
  EXPECT_EQ(host_.claims.at("gcp.ak_trust").bytes, GetParam());
  EXPECT_EQ(host_.claims.at("snp.product").bytes, "Milan");
  EXPECT_EQ(host_.claims.at("snp.tcb.microcode").integer, 219);
  EXPECT_EQ(host_.claims.at("tpm.measurements.set").bytes, "image");
  const sdk::Description description = SevSnpValidator::describe();
  for (const auto& claim : host_.claims)
    EXPECT_TRUE(std::any_of(description.claims_out.begin(), description.claims_out.end(), [&](const sdk::ClaimDecl& each) {
      return each.name == claim.first && each.type == claim.second.type;
    })) << claim.first;
}

TEST_P(SevSnp, RefusesAnotherConnection) {
  nonce_[0] ^= std::byte{1};
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_NONCE_MISMATCH));
  EXPECT_TRUE(host_.bindings.empty() && host_.claims.empty() && host_.requests.empty());
}

TEST_P(SevSnp, ComparesAllOfReportData) {
  const sdk::ByteVector right = attdoc::user_hash(kKey, kNonce);
  for (const std::size_t at : {0u, 31u, 32u, 63u}) {
    machine_.report.report_data = right;
    machine_.report.report_data.resize(64);
    machine_.report.report_data[at] ^= std::byte{1};
    EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_REPORT_DATA_MISMATCH)) << at;
  }
  machine_.report.report_data = sdk::ByteVector(64);
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_REPORT_DATA_MISMATCH));
  EXPECT_TRUE(host_.bindings.empty() && host_.claims.empty());
}

TEST_P(SevSnp, ComparesReportsWithThePolicy) {
  machine_.report.policy |= 1u << 19;
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_GUEST_POLICY));
  machine_.report.policy &= ~(1ull << 19);
  machine_.report.vmpl = 1;
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_VMPL));
  machine_.report.vmpl = 0;
  config_["minimum_tcb"]["microcode"] = 220;
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_TCB_TOO_LOW));
}

TEST_P(SevSnp, WantsAPinnedRoot) {
  config_.erase("trusted_roots");
  EXPECT_FALSE(judge().ok());
  machine_.has_ark = true;
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_ROOT_UNTRUSTED)) << "a root that came along";
}

TEST_P(SevSnp, GetsMissingCertificatesFromKds) {
  machine_.has_vek = false;
  EXPECT_FALSE(judge().ok()) << "there is no KDS";
  config_["kds"] = "https://kds.test";
  const auto judged = judge();
  ASSERT_FALSE(judged.ok());
  EXPECT_EQ(judged.failure().status(), POSTERN_UNAVAILABLE);
  ASSERT_FALSE(host_.requests.empty());
  const test::RecordedRequest asked = host_.requests.back();
  EXPECT_TRUE(asked.url.starts_with("https://kds.test/vcek/v1/Milan/")) << asked.url;
  EXPECT_TRUE(asked.may_be_kept) << "certificates are public";
  host_.pages[asked.url] = text_of(test::write_certificate(machine_.pki.vek(machine_.vek)).der);
  EXPECT_THAT(judge(), Succeeds());
}

TEST_P(SevSnp, RefusesAReportThatWasChanged) {
  const auto document = test::make_sev_snp(machine_, kNonce, kKey);
  auto info = attdoc::parse_snp_instance_info(*document.instance_info).take();
  info.report[0x0C0] ^= std::byte{1};  // host data
  machine_.instance_info = attdoc::write_snp_instance_info(info);
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_SIGNATURE_INVALID));
}

TEST_P(SevSnp, RefusesTheReportOfAnotherChip) {
  machine_.report.chip_id[7] ^= std::byte{1};
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_CHIP_MISMATCH));
}

TEST_P(SevSnp, RefusesTheReportOfAnotherConnection) {
  const auto other = test::make_sev_snp(machine_, sdk::ByteVector(32, std::byte{0x44}), kKey);
  machine_.instance_info = text_of(*other.instance_info);  // quoted anew, for this connection
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_REPORT_DATA_MISMATCH));
}

TEST_P(SevSnp, RefusesARootThatIsPinnedForAnotherProduct) {
  machine_.pki = test::AmdPki(test::AmdProduct::kGenoa);
  machine_.report = test::gcp_report(test::AmdProduct::kGenoa);
  machine_.has_ark = true;
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_ROOT_UNTRUSTED));
}

TEST_P(SevSnp, RefusesTheKeyOfAnotherMachine) {
  static const test::SoftwareAk other;
  machine_.ak = other;
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_AK_UNTRUSTED));
}

TEST_P(SevSnp, AsksNothingAboutMachinesThatAreNotAllowed) {
  config_["allowed_projects"] = {"other-project"};
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_INSTANCE_NOT_ALLOWED));
  EXPECT_TRUE(host_.requests.empty());
}

TEST_P(SevSnp, WantsToKnowWhichMachineItIs) {
  for (const std::string& info : {std::string("{}"), std::string(R"({"AttestationReport":"AAAA","GCP":null})"),
                                  std::string(R"({"AttestationReport":"AAAA","GCP":{"zone":"a","project_id":"example-project","instance_name":"a/b"}})"),
                                  test::write_instance_names({})}) {
    machine_.instance_info = info;
    EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << info;
  }
  EXPECT_TRUE(host_.requests.empty());
}

TEST_P(SevSnp, RefusesAReportOfAnotherSize) {
  machine_.instance_info = R"({"AttestationReport":"AAAA","GCP":)" + test::write_instance_names({}) + "}";
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_REPORT_MALFORMED));
}

TEST_P(SevSnp, WorksWithoutAnEventLogUnlessOneIsRequired) {
  machine_.has_event_log = false;
  EXPECT_THAT(judge(), Succeeds());
  config_["event_log"] = "required";
  EXPECT_THAT(judge(), DeniedWith(POSTERN_REASON_EVENT_LOG_MISMATCH));
}

INSTANTIATE_TEST_SUITE_P(Trust, SevSnp, testing::Values("compute-api", "ak-certificate"), label);

}  // namespace
}  // namespace postern::gcp
