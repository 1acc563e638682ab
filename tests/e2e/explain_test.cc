// SPDX-License-Identifier: Apache-2.0
//
// `postern explain`: what was checked, what differed, which events made it so, and what to do.

#include <gmock/gmock.h>

#include "common/attdoc/write_document.h"
#include "common/tpm2/parse_event_log.h"
#include "common/tpm2/replay.h"
#include "e2e/recording_gate.h"
#include "e2e/run_to_end.h"
#include "e2e/software_node.h"
#include "support/log_writer.h"

namespace postern::test {
namespace {

using testing::HasSubstr;

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";

// LoggingNode: a machine whose event log says what made its PCR 4.
class LoggingNode : public atls::EvidenceSource {
 public:
  LoggingNode() { log_.event(4, 0x80000007, "Calling EFI Application from Boot Option").event(4, 0x0000000D, "another loader"); }
  absl::StatusOr<atls::EvidenceDocument> make_evidence(const atls::Nonce& nonce, const atls::ChannelKey& key) override {
    PcrValues pcrs = zero_pcrs(HashAlgorithm::kSha256);
    const auto parsed = tpm2::parse_event_log(log_.bytes());
    pcrs[4] = tpm2::replay(parsed.value(), HashAlgorithm::kSha256).at(4);
    const auto document = make_document(ak_, {{HashAlgorithm::kSha256, pcrs}}, nonce, key, log_.bytes());
    const std::string text = attdoc::write_document(document);
    const attest::ByteView bytes = attest::as_bytes(text);
    return atls::EvidenceDocument{"1.3.9900.5.1", {bytes.begin(), bytes.end()}};
  }

 private:
  LogWriter log_;
  const SoftwareAk ak_{AkKind::kP256};
};

class ExplainTest : public testing::Test {
 protected:
  Ended explain_document(const GateProcess& gate, const record::Record& record) const {
    return run_to_end({kPostern, "explain", "document", "--config", gate.folder() + "/gate.toml", "--type", record.evidence_type,
                       "--nonce", attest::to_hex(record.nonce), "--user-data", attest::to_hex(record.channel_key),
                       folder_ + "/blobs/" + record.evidence_sha256});
  }
  TempDir dir_;
  const std::string folder_ = dir_.path() + "/records";
  SoftwareNode node_, changed_node_{std::byte{0xaa}};
};

TEST_F(ExplainTest, ExplainShowsWhatDifferedAndWhatToDo) {
  GateProcess gate(recording(folder_));
  EXPECT_FALSE(join(gate.address(), changed_node_, worker()).ok());
  ASSERT_TRUE(join(gate.address(), node_, worker()).ok());
  EXPECT_EQ(gate.stop(), 0);
  const Ended refused = run_to_end({kPostern, "explain", "record", folder_, "1"});
  EXPECT_EQ(refused.code, 1) << refused.output;
  for (const std::string& part : {std::string("1 handshake: DENY"), std::string("step tpm: DENY"), std::string("checked  tpm.pcr.4"),
                                  "expected " + std::string(64, '0'), std::string("observed aaaa"), std::string("remedy  ")})
    EXPECT_THAT(refused.output, HasSubstr(part));
  EXPECT_EQ(refused.output.find('\x1b'), std::string::npos) << "colour is for terminals";
  const Ended allowed = run_to_end({kPostern, "explain", "record", folder_, "3"});
  EXPECT_EQ(allowed.code, 0) << allowed.output;
  EXPECT_THAT(allowed.output, HasSubstr("ticket  "));
  EXPECT_EQ(run_to_end({kPostern, "explain", "record", folder_, "99"}).code, 2);
}

// What the gate kept is a document like any other.
TEST_F(ExplainTest, KeptEvidenceCanBeExplainedAsADocument) {
  GateProcess gate(recording(folder_));
  EXPECT_FALSE(join(gate.address(), changed_node_, worker()).ok());
  EXPECT_EQ(gate.stop(), 0);
  const auto all = read_records(folder_);
  ASSERT_EQ(all.size(), 1u);
  const Ended ended = explain_document(gate, all[0]);
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("verdict: DENY"));
  EXPECT_THAT(ended.output, HasSubstr("checked  tpm.pcr.4"));
}

TEST_F(ExplainTest, TheEventsThatExtendedADifferingPcrAreNamed) {
  GateProcess gate(recording(folder_));
  LoggingNode node;
  EXPECT_FALSE(join(gate.address(), node, worker()).ok());
  EXPECT_FALSE(join(gate.address(), changed_node_, worker()).ok());
  EXPECT_EQ(gate.stop(), 0);
  const auto all = read_records(folder_);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].code, "PCR_MISMATCH");
  for (const Ended& told : {run_to_end({kPostern, "explain", "record", folder_, "1"}), explain_document(gate, all[0])}) {
    EXPECT_EQ(told.code, 1);
    for (const char* part : {"PCR 4, boot loader, was extended by", "EV_EFI_ACTION ",
                             "measured: Calling EFI Application from Boot Option", "EV_IPL ", "measured: another loader"})
      EXPECT_THAT(told.output, HasSubstr(part));
  }
  const Ended without = run_to_end({kPostern, "explain", "record", folder_, "2"});
  EXPECT_THAT(without.output, HasSubstr("the document has no event log"));
}

}  // namespace
}  // namespace postern::test
