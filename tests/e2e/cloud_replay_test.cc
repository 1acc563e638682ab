// SPDX-License-Identifier: Apache-2.0
//
// What a gate decided about machines of the clouds is judged again when neither the clouds nor credentials are there.

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "e2e/cloud_config.h"
#include "e2e/recording_gate.h"

namespace postern::test {
namespace {

using testing::HasSubstr;

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";

class CloudReplayTest : public testing::Test {
 protected:
  GateConfig recorded(GateConfig config) const {
    config.tables = "[records]\ndirectory = \"" + folder_ + "\"\nkeep_evidence = true\n" + config.tables;
    return config;
  }
  Ended replay(const GateProcess& gate) const {
    return run_to_end({kPostern, "replay", folder_, "--config", gate.folder() + "/gate.toml"});
  }
  const record::Answer& identity_answer() {
    records_ = read_records(folder_);
    for (const record::Record& record : records_)
      for (const record::StepRecord& step : record.steps)
        for (const record::Answer& answer : step.answers)
          if (answer.url.ends_with("/getShieldedInstanceIdentity")) return answer;
    ADD_FAILURE() << "the Compute API's answer is not recorded";
    static const record::Answer none;
    return none;
  }
  TempDir dir_;
  const std::string folder_ = dir_.path() + "/records";
  GcpVm vm_{1};
  std::vector<record::Record> records_;
};

TEST_F(CloudReplayTest, VerdictsOnGooglesMachinesAreIdentical) {
  auto cloud = std::make_unique<CloudStandIn>();
  cloud->serve_gce(vm_);
  GateProcess gate(recorded(sev_es_gate(dir_, *cloud, vm_)));
  const std::string node = sev_es_node(dir_, *cloud, vm_);
  EXPECT_EQ(join_with(node, gate).code, 0) << gate.log().all();
  vm_.tpm().extend(9, "another kernel");
  EXPECT_EQ(join_with(node, gate).code, 1);
  EXPECT_EQ(gate.stop(), 0);
  cloud.reset();
  const Ended ended = replay(gate);
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("3 decisions: 3 identical, 0 different, 0 not judged again"));
  const record::Answer& identity = identity_answer();
  EXPECT_TRUE(identity.may_record);
}

TEST_F(CloudReplayTest, WithoutTheKeptAnswerNothingIsIdentical) {
  CloudStandIn cloud;
  cloud.serve_gce(vm_);
  GateProcess gate(recorded(sev_es_gate(dir_, cloud, vm_)));
  EXPECT_EQ(join_with(sev_es_node(dir_, cloud, vm_), gate).code, 0) << gate.log().all();
  EXPECT_EQ(gate.stop(), 0);
  const std::string sha256 = identity_answer().sha256;
  std::size_t removed = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_))
    if (entry.is_regular_file() && entry.path().string().find(sha256) != std::string::npos) removed += std::filesystem::remove(entry.path());
  ASSERT_EQ(removed, 1u);
  const Ended ended = replay(gate);
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_THAT(ended.output, HasSubstr("2 decisions: 0 identical, 0 different, 2 not judged again"));
}

TEST_F(CloudReplayTest, TheTokenIsNotKept) {
  CloudStandIn cloud;
  cloud.serve_gce(vm_);
  GateProcess gate(recorded(sev_es_gate(dir_, cloud, vm_)));
  EXPECT_EQ(join_with(sev_es_node(dir_, cloud, vm_), gate).code, 0) << gate.log().all();
  EXPECT_EQ(gate.stop(), 0);
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
    if (!entry.is_regular_file()) continue;
    ++files;
    EXPECT_EQ(read_file(entry.path()).find("ya29."), std::string::npos) << entry.path();
  }
  EXPECT_GE(files, 3u) << "log, evidence, answer";
}

}  // namespace
}  // namespace postern::test
