// SPDX-License-Identifier: Apache-2.0
//
// What a gate records of joins, what `postern records` says of it, and that it can be judged again.

#include <absl/strings/escaping.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "e2e/recording_gate.h"
#include "e2e/run_to_end.h"
#include "e2e/software_node.h"

namespace postern::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class RecordsTest : public testing::Test {
 protected:
  Ended records(std::vector<std::string> words) {
    words.insert(words.begin(), {kPostern, "records"});
    return run_to_end(words);
  }
  Ended replay(const GateProcess& gate, std::vector<std::string> more = {}) {
    std::vector<std::string> words{kPostern, "replay", folder_, "--config", gate.folder() + "/gate.toml", "--plugin-dir", POSTERN_PLUGIN_DIR};
    words.insert(words.end(), more.begin(), more.end());
    return run_to_end(words);
  }
  JoinAs rejoin() const {
    JoinAs as = worker();
    as.request.kind = "rejoin";
    as.request.role = "";
    return as;
  }
  TempDir dir_;
  const std::string folder_ = dir_.path() + "/records";
  SoftwareNode node_, changed_node_{std::byte{0xaa}};
};

TEST_F(RecordsTest, HandshakeAndTicketAreRecorded) {
  GateProcess gate(recording(folder_));
  ASSERT_TRUE(join(gate.address(), node_, worker()).ok()) << gate.log().all();
  const std::string nonce = node_.nonce();
  EXPECT_FALSE(join(gate.address(), changed_node_, worker()).ok());
  EXPECT_EQ(gate.stop(), 0);
  const auto all = read_records(folder_);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0].kind, "handshake");
  EXPECT_TRUE(all[0].is_allowed);
  EXPECT_THAT(all[0].pipelines, ElementsAre("workers", "again"));
  EXPECT_EQ(attest::to_hex(all[0].nonce), nonce);
  EXPECT_THAT(all[0].address, HasSubstr("127.0.0.1:"));
  EXPECT_EQ(all[0].configuration.size(), 64u);
  ASSERT_EQ(all[0].steps.size(), 1u);
  EXPECT_EQ(all[0].steps[0].instance, "tpm");
  EXPECT_EQ(all[0].steps[0].plugin_sha256.size(), 64u);
  EXPECT_THAT(all[0].claims, HasSubstr("\"tpm.ak.name\""));
  EXPECT_THAT(all[0].bindings, HasSubstr("\"channel-key\""));
  EXPECT_EQ(all[1].kind, "ticket");
  EXPECT_EQ(all[1].connection, all[0].connection);
  EXPECT_EQ(all[1].nonce, all[0].nonce);
  EXPECT_EQ(all[1].evidence_sha256, all[0].evidence_sha256);
  EXPECT_THAT(all[1].pipelines, ElementsAre("workers"));
  EXPECT_THAT(all[1].fields, testing::UnorderedElementsAre("state_disk_key", "measurement_secret", "measurement_salt"));
  ASSERT_EQ(all[1].steps.size(), 1u);
  EXPECT_EQ(all[1].steps[0].instance, "keys");
  EXPECT_FALSE(all[2].is_allowed);
  EXPECT_EQ(all[2].code, "PCR_MISMATCH");
  EXPECT_EQ(all[2].refusing_step, "tpm");
  EXPECT_EQ(all[2].json["reason"]["subject"], "tpm.pcr.4");
}

TEST_F(RecordsTest, RefusedRequestsAreRecorded) {
  GateProcess gate(recording(folder_));
  JoinAs as = worker();
  as.request.role = "control-plane";
  EXPECT_FALSE(join(gate.address(), node_, as).ok());
  as = worker();
  as.request.fields[0].value = std::string("measurementSecret");
  EXPECT_FALSE(join(gate.address(), node_, as).ok());
  EXPECT_EQ(gate.stop(), 0);
  const auto all = read_records(folder_);
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[1].code, "NO_PIPELINE");
  EXPECT_TRUE(all[1].pipelines.empty());
  EXPECT_EQ(all[3].code, "REQUEST_INVALID");
}

TEST_F(RecordsTest, CommandsTellTheSame) {
  GateProcess gate(recording(folder_));
  ASSERT_TRUE(join(gate.address(), node_, worker()).ok());
  EXPECT_FALSE(join(gate.address(), changed_node_, worker()).ok());
  EXPECT_EQ(gate.stop(), 0);
  const auto all = read_records(folder_);
  ASSERT_EQ(all.size(), 3u);

  const Ended whole = records({"verify", folder_});
  EXPECT_EQ(whole.code, 0) << whole.output;
  EXPECT_THAT(whole.output, HasSubstr("3 whole records in 1 file, numbers 1 to 3\nhead "));
  const std::string head = whole.output.substr(whole.output.find("head ") + 5, 64);
  EXPECT_EQ(records({"verify", folder_, "--head", head}).code, 0);
  EXPECT_EQ(records({"verify", folder_, "--head", std::string(64, '0')}).code, 1);

  const Ended list = records({"list", folder_});
  EXPECT_EQ(list.code, 0);
  EXPECT_EQ(std::count(list.output.begin(), list.output.end(), '\n'), 3);
  const Ended denied = records({"list", folder_, "--denied"});
  EXPECT_THAT(denied.output, HasSubstr("deny workers,again " + all[2].connection + " PCR_MISMATCH from tpm"));
  EXPECT_EQ(std::count(denied.output.begin(), denied.output.end(), '\n'), 1);
  EXPECT_EQ(records({"list", folder_, "--code", "NO_SUCH"}).code, 1);
  const Ended shown = records({"show", folder_, all[1].request_id});
  EXPECT_EQ(shown.code, 0);
  EXPECT_EQ(nlohmann::json::parse(shown.output)["seq"], 2);
  EXPECT_EQ(records({"show", folder_, "77"}).code, 1);
}

TEST_F(RecordsTest, BrokenLogIsNamedAndRefused) {
  {
    GateProcess gate(recording(folder_));
    ASSERT_TRUE(join(gate.address(), node_, worker()).ok());
  }
  const std::string file = folder_ + "/" + record::file_name(1);
  std::string content = content_of(file);
  content[content.find("\"verdict\":\"allow\"") + 12] = 'X';
  std::ofstream(file, std::ios::binary) << content;
  const Ended ended = records({"verify", folder_});
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("records-00000001.jsonl:1: "));
  EXPECT_THROW(GateProcess(recording(folder_)), std::runtime_error) << "a gate does not go on from a broken chain";
  EXPECT_EQ(records({"verify", dir_.path() + "/absent"}).code, 2);
  EXPECT_EQ(records({"verify"}).code, 2);
}

// Rule 9 for records: neither the master secret nor what the ticket held is anywhere beside the gate.
TEST_F(RecordsTest, NoSecretIsInThem) {
  GateProcess gate(recording(folder_));
  const auto ticket = join(gate.address(), node_, worker());
  ASSERT_TRUE(ticket.ok());
  const std::vector<std::string> secrets{gate.secret("master"), gate.secret("salt"), text(*ticket, "state_disk_key"),
                                         text(*ticket, "measurement_secret"), text(*ticket, "measurement_salt")};
  EXPECT_EQ(gate.stop(), 0);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    const std::string content = content_of(entry.path().string());
    for (const std::string& secret : secrets) {
      ASSERT_EQ(secret.size(), 32u);
      EXPECT_THAT(content, Not(HasSubstr(secret))) << entry.path();
      EXPECT_THAT(content, Not(HasSubstr(attest::to_hex(attest::as_bytes(secret))))) << entry.path();
      EXPECT_THAT(content, Not(HasSubstr(absl::Base64Escape(secret)))) << entry.path();
      EXPECT_THAT(content, Not(HasSubstr(absl::WebSafeBase64Escape(secret)))) << entry.path();
    }
  }
  EXPECT_GE(files, 3u) << "the log, its lock, and the evidence";
}

TEST_F(RecordsTest, WithoutTheTableNothingIsRecorded) {
  GateProcess gate(tpm_gate(kZeroPcr));
  ASSERT_TRUE(join(gate.address(), node_, worker()).ok());
  EXPECT_FALSE(std::filesystem::exists(folder_));
  EXPECT_FALSE(std::filesystem::exists(gate.folder() + "/records"));
}

// Many decisions by two processes of the gate, one after the other; then each is judged again.
TEST_F(RecordsTest, ReplayIsIdenticalAfterARestart) {
  constexpr int kThreads = 4;
  constexpr int kJoins = POSTERN_RECORDED_JOINS;
  std::atomic<int> joined = 0;
  std::unique_ptr<GateProcess> gate;
  for (int run = 0; run < 2; ++run) {
    gate = std::make_unique<GateProcess>(recording(folder_, "keep_evidence = true\nmax_file_bytes = \"1MiB\"\n"));
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread)
      threads.emplace_back([&, thread] {
        SoftwareNode node, other(std::byte{0xbb});
        for (int i = 0; i < kJoins / 2 / kThreads; ++i) {
          if (i % 10 == 9) join(gate->address(), other, worker()).IgnoreError();
          else joined += join(gate->address(), node, i % 3 == thread % 3 ? rejoin() : worker()).ok();
        }
      });
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(gate->stop(), 0);
  }
  const auto all = read_records(folder_);
  EXPECT_GT(joined, kJoins / 2);
  EXPECT_GE(all.size(), static_cast<std::size_t>(kJoins) * 18 / 10);
  const Ended ended = replay(*gate);
  EXPECT_EQ(ended.code, 0) << ended.output.substr(0, 4000);
  EXPECT_THAT(ended.output, HasSubstr(std::to_string(all.size()) + " decisions: " + std::to_string(all.size()) +
                                      " identical, 0 different, 0 not judged again"));
}

TEST_F(RecordsTest, ReplaySaysWhatDiffers) {
  GateProcess gate(recording(folder_));
  ASSERT_TRUE(join(gate.address(), node_, worker()).ok());
  EXPECT_EQ(gate.stop(), 0);
  std::string other = content_of(gate.folder() + "/gate.toml");
  const std::size_t at = other.find(std::string(64, '0'));
  dir_.write("other.toml", other.replace(at, 64, std::string(64, 'a')), 0600);
  for (const char* secret : {"master", "salt", "measurement-salt"}) dir_.write(secret, gate.secret(secret));
  const Ended ended = run_to_end({kPostern, "replay", folder_, "--config", dir_.path() + "/other.toml"});
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("differs: verdict: recorded allow, now deny"));
  EXPECT_THAT(ended.output, HasSubstr("differs: code: recorded nothing, now PCR_MISMATCH"));
  EXPECT_THAT(ended.output, HasSubstr("2 decisions: 0 identical, 2 different, 0 not judged again"));
}

TEST_F(RecordsTest, ReplayNeedsTheEvidence) {
  GateProcess gate(recording(folder_, ""));
  ASSERT_TRUE(join(gate.address(), node_, worker()).ok());
  EXPECT_EQ(gate.stop(), 0);
  const Ended ended = replay(gate);
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("2 decisions: 0 identical, 0 different, 2 not judged again"));
  EXPECT_THAT(ended.output, HasSubstr("not kept"));
}

}  // namespace
}  // namespace postern::test
