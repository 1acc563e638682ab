// SPDX-License-Identifier: Apache-2.0
//
// The floor files that come with the gate, read as the host reads them.

#include <filesystem>

#include "common/snp/check_tcb.h"
#include "common/snp/parse_policy.h"
#include "common/snp/policy_schema.h"
#include "host/config/instance_config.h"
#include "unit/snp_policy/machine.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::snp {
namespace {

using test::DeniedWith;
using test::Succeeds;

const std::string kFolder = POSTERN_SOURCE_DIR "/config";

// read_policy: a configuration that names the file and nothing else.
sdk::Result<SnpPolicy> read_policy(const std::string& file) {
  config::InstanceEntry entry;
  entry.config = {{"tcb_floor", "tcb-floors/" + file}};
  entry.folder = kFolder;
  config::Diagnostics problems;
  include_files(entry, "{\"properties\": {" + std::string(kPolicyProperties) + "}}", problems);
  for (const auto& problem : problems.all()) ADD_FAILURE() << print(problem);
  sdk::JsonConfig reader(entry.config, "");
  POSTERN_TRY(policy, parse_policy(reader, {}));
  POSTERN_CHECK(reader.finish());
  return policy;
}

std::vector<std::string> floor_files() {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(kFolder + "/tcb-floors"))
    names.push_back(file.path().filename().string());
  return names;
}

TEST(FloorFiles, AllParseAndBearTheirNames) {
  const auto files = floor_files();
  ASSERT_FALSE(files.empty());
  for (const std::string& file : files) {
    const auto policy = read_policy(file);
    ASSERT_THAT(policy, Succeeds()) << file;
    const TcbFloor& floor = *policy.value().tcb_floor;
    EXPECT_EQ(floor.name + ".toml", file);
    EXPECT_TRUE(floor.name.ends_with("-" + floor.date.substr(0, 7))) << file << " names another month than its date";
    for (const auto& [silicon, minimum] : floor.minimum) {
      EXPECT_GT(minimum.snp, 0) << file << " asks nothing of " << name_of(silicon);
      EXPECT_GT(minimum.microcode, 0) << file << " asks nothing of " << name_of(silicon);
    }
  }
}

TEST(FloorFiles, NewerOnesAreNoLaxer) {
  const TcbFloor older = *read_policy("entrysign-2025-02.toml").value().tcb_floor,
                 newer = *read_policy("breakfast-2026-05.toml").value().tcb_floor;
  for (const auto& [silicon, minimum] : newer.minimum) {
    if (!older.minimum.contains(silicon)) continue;
    EXPECT_TRUE(lower_components(minimum, older.minimum.at(silicon)).empty()) << name_of(silicon);
  }
}

TEST(FloorFiles, EntrySignRefusesMicrocodeOfTheHost) {
  const SnpPolicy policy = read_policy("entrysign-2025-02.toml").take();
  Machine machine(test::AmdProduct::kMilan);
  machine.set({.bootloader = 4, .tee = 0, .snp = 24, .microcode = 219});
  EXPECT_THAT(check_tcb(machine.verified(), policy), Succeeds());
  machine.set({.bootloader = 4, .tee = 0, .snp = 24, .microcode = 218});
  EXPECT_THAT(check_tcb(machine.verified(), policy), DeniedWith(POSTERN_REASON_TCB_TOO_LOW));
  machine = Machine(test::AmdProduct::kTurin, 5);
  EXPECT_THAT(check_tcb(machine.verified(), policy), DeniedWith(POSTERN_REASON_TCB_TOO_LOW)) << "not named there";
}

}  // namespace
}  // namespace postern::snp
