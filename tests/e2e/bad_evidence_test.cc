// SPDX-License-Identifier: Apache-2.0
//
// Handshakes that must fail: each is refused with its own reason, nothing reaches gRPC, and the gate stays up.

#include <gmock/gmock.h>

#include "e2e/gate_process.h"
#include "e2e/joiner.h"

namespace postern::test {
namespace {

const std::string kAnyPcr = "pcrs.4.expected = \"" + std::string(64, '0') + "\"\n";

class BadEvidenceTest : public testing::Test {
 protected:
  // refuse: joins with the forged evidence; the gate must refuse with the code, and serve the honest node afterwards.
  nlohmann::json refuse(const std::string& code) {
    const auto ticket = join(gate_.address(), forger_, worker());
    EXPECT_FALSE(ticket.ok());
    const nlohmann::json event = gate_.refused(code);
    EXPECT_EQ(gate_.log().count(EventLog::named("handshake-admitted")), 0u) << "something was handed to gRPC";
    EXPECT_EQ(gate_.log().count(EventLog::named("ticket-issued")), 0u);
    EXPECT_TRUE(gate_.is_running());
    EXPECT_TRUE(join(gate_.address(), honest_, worker()).ok()) << gate_.log().all();
    return event;
  }
  static void replace(atls::EvidenceDocument& evidence, const std::string& text) {
    const attest::ByteView bytes = attest::as_bytes(text);
    evidence.document.assign(bytes.begin(), bytes.end());
  }

  GateConfig config_ = [] {
    GateConfig config = tpm_gate(kAnyPcr);
    config.gate = "max_evidence = \"64KiB\"\n";
    return config;
  }();
  Swtpm tpm_;
  GateProcess gate_{config_};
  Joiner honest_{tpm_};
  Forger forger_{honest_};
};

TEST_F(BadEvidenceTest, WrongNonce) {
  forger_.before = [](atls::Nonce& nonce, atls::ChannelKey&) { nonce[0] ^= std::byte{1}; };
  EXPECT_EQ(refuse("NONCE_MISMATCH").value("step", ""), "tpm");
}

TEST_F(BadEvidenceTest, MissingNonce) {
  forger_.before = [](atls::Nonce& nonce, atls::ChannelKey&) { nonce.fill(std::byte{0}); };
  refuse("NONCE_MISMATCH");
}

TEST_F(BadEvidenceTest, ReplayedEvidence) {
  std::optional<atls::EvidenceDocument> recorded;
  Forger recorder(honest_);
  recorder.after = [&](atls::EvidenceDocument& evidence) { recorded = evidence; };
  GateProcess other(tpm_gate(kAnyPcr));
  ASSERT_TRUE(join(other.address(), recorder, worker()).ok());
  forger_.after = [&](atls::EvidenceDocument& evidence) { evidence = *recorded; };
  refuse("NONCE_MISMATCH");
}

TEST_F(BadEvidenceTest, EvidenceOfAnotherTlsKey) {
  forger_.before = [](atls::Nonce&, atls::ChannelKey& key) { key[31] ^= std::byte{0x80}; };
  refuse("CHANNEL_MISMATCH");
}

TEST_F(BadEvidenceTest, NotJson) {
  forger_.after = [](atls::EvidenceDocument& evidence) { replace(evidence, "open sesame"); };
  refuse("EVIDENCE_MALFORMED");
}

TEST_F(BadEvidenceTest, Empty) {
  forger_.after = [](atls::EvidenceDocument& evidence) { evidence.document.clear(); };
  refuse("EVIDENCE_MALFORMED");
}

TEST_F(BadEvidenceTest, Truncated) {
  forger_.after = [](atls::EvidenceDocument& evidence) { evidence.document.resize(evidence.document.size() / 2); };
  refuse("EVIDENCE_MALFORMED");
}

TEST_F(BadEvidenceTest, Huge) {
  forger_.after = [](atls::EvidenceDocument& evidence) { evidence.document.resize(65 * 1024, std::byte{'{'}); };
  refuse("EVIDENCE_TOO_LARGE");
}

TEST_F(BadEvidenceTest, MegabytesAreCutOffByTls) {
  forger_.after = [](atls::EvidenceDocument& evidence) { evidence.document.resize(4 * 1024 * 1024, std::byte{'{'}); };
  EXPECT_FALSE(join(gate_.address(), forger_, worker()).ok());
  EXPECT_TRUE(gate_.log().wait_for(EventLog::named("handshake-refused")));
  EXPECT_TRUE(join(gate_.address(), honest_, worker()).ok());
}

TEST_F(BadEvidenceTest, UnknownEvidenceType) {
  forger_.after = [](atls::EvidenceDocument& evidence) { evidence.oid = "1.3.9900.5.77"; };
  refuse("EVIDENCE_MISSING");
}

TEST_F(BadEvidenceTest, EvidenceOfAnotherTpmsKey) {
  Swtpm other_tpm;
  Joiner other(other_tpm);
  forger_.after = [&](atls::EvidenceDocument& evidence) {
    auto theirs = other.make_evidence({}, {});
    ASSERT_TRUE(theirs.ok());
    const auto json_of = [](const atls::EvidenceDocument& document) {
      const auto* text = reinterpret_cast<const char*>(document.document.data());
      return nlohmann::json::parse(text, text + document.document.size());
    };
    nlohmann::json ours = json_of(evidence);
    ours["Attestation"]["ak_pub"] = json_of(*theirs)["Attestation"]["ak_pub"];
    replace(evidence, ours.dump());
  };
  refuse("SIGNATURE_INVALID");
}

TEST(PinnedKeyTest, OnlyThePinnedKeyIsAdmitted) {
  Swtpm trusted_tpm, other_tpm;
  Joiner trusted(trusted_tpm), other(other_tpm);
  GateConfig config = tpm_gate(kAnyPcr);
  {
    GateProcess open_gate(config);
    ASSERT_TRUE(join(open_gate.address(), trusted, worker()).ok());
  }
  const auto evidence = trusted.make_evidence({}, {});
  ASSERT_TRUE(evidence.ok());
  const auto* text = reinterpret_cast<const char*>(evidence->document.data());
  const std::string ak = nlohmann::json::parse(text, text + evidence->document.size())["Attestation"]["ak_pub"];
  const std::string name = run({"sh", "-c", "printf 000b; printf %s '" + ak + "' | base64 -d | sha256sum | cut -c1-64"});
  const std::string any = "ak_trust = \"any\"";
  config.tables.replace(config.tables.find(any), any.size(),
                        "ak_trust = \"pinned\"\npinned_aks = [\"" + name.substr(0, 68) + "\"]");
  GateProcess gate(config);
  EXPECT_TRUE(join(gate.address(), trusted, worker()).ok()) << gate.log().all();
  EXPECT_FALSE(join(gate.address(), other, worker()).ok());
  gate.refused("AK_UNTRUSTED");
}

}  // namespace
}  // namespace postern::test
