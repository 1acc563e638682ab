// SPDX-License-Identifier: Apache-2.0
//
// `postern measure` on a machine with a (software) TPM: a gate admits the machine by what was printed, until it changes.

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "e2e/gate_process.h"
#include "e2e/joiner.h"
#include "e2e/run_to_end.h"

namespace postern::test {
namespace {

using testing::HasSubstr;

// A gate for machines that match measurements.toml beside it.
GateConfig gate_by_file() {
  GateConfig config = tpm_gate("");
  const std::string start = "[[instances.tpm.config.measurements]]";
  const std::size_t at = config.tables.find(start), end = config.tables.find("[instances.keys]", at);
  config.tables.replace(at, end - at, "");
  const std::string head = "[instances.tpm.config]\n";
  config.tables.insert(config.tables.find(head) + head.size(), "measurements = [\"measurements.toml\"]\n");
  return config;
}

class MeasureTest : public testing::Test {
 protected:
  MeasureTest() { tpm_.extend(4, "loader"), tpm_.extend(9, "kernel"); }
  // measure: `postern measure` of the TPM.
  Ended measure(std::vector<std::string> words = {}) const {
    words.insert(words.begin(), {kPostern, "measure", "--tcti", tpm_.tcti()});
    return run_to_end(words);
  }
  static Ended diff(const std::string& left, const std::string& right) {
    return run_to_end({kPostern, "measure", "diff", left, right});
  }
  static inline const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";
  Swtpm tpm_;
  TempDir dir_;
};

TEST_F(MeasureTest, AGateAdmitsTheMachineByWhatWasPrintedUntilItChanges) {
  const Ended printed = measure({"--platform", "qemu", "--name", "today", "--warn-only", "0,2"});
  ASSERT_EQ(printed.code, 0) << printed.output;
  GateProcess gate(gate_by_file(), printed.output);
  Joiner node(tpm_);
  const auto ticket = join(gate.address(), node, worker());
  EXPECT_TRUE(ticket.ok()) << ticket.status() << gate.log().all();

  tpm_.extend(1, "left out on qemu");
  tpm_.extend(2, "warned about");
  EXPECT_TRUE(join(gate.address(), node, worker()).ok());
  tpm_.extend(9, "another kernel");
  EXPECT_FALSE(join(gate.address(), node, worker()).ok());
  EXPECT_EQ(gate.refused("PCR_MISMATCH").value("subject", ""), "tpm.pcr.9");

  const Ended differs = diff(dir_.write("set.toml", printed.output), tpm_.tcti());
  EXPECT_EQ(differs.code, 1) << differs.output;
  EXPECT_THAT(differs.output, HasSubstr("different in PCRs 2,9;"));
}

TEST_F(MeasureTest, DiffSaysSameDifferentAndCannot) {
  const std::string before = dir_.write("before.json", measure({"--json"}).output);
  const std::string set = dir_.write("set.toml", measure({"--pcrs", "4,9"}).output);
  EXPECT_EQ(diff(before, set).code, 0);
  tpm_.extend(9, "another kernel");
  const Ended after = diff(before, dir_.write("after.json", measure({"--json"}).output));
  EXPECT_EQ(after.code, 1);
  EXPECT_THAT(after.output, HasSubstr("PCR 9 differs"));
  EXPECT_EQ(diff(before, dir_.path() + "/missing").code, 2);
  EXPECT_EQ(diff(before, dir_.write("nothing", "")).code, 2);
}

TEST_F(MeasureTest, WhatCannotBeDoneIsExplained) {
  const auto explains = [](const Ended& ended, const std::string& text) {
    EXPECT_EQ(ended.code, 2) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr(text));
  };
  explains(measure({"--pcrs", "24"}), "--pcrs: expected PCR numbers");
  explains(measure({"--not-before", "tomorrow"}), "/0/not_before");
  explains(measure({"--platform", "mainframe"}), "--platform");
  explains(measure({"--document", "x"}), "--document");
  explains(measure({"--platform", "azure", "--warn-only", "0"}), "PCRs 0 are not in the set");
  explains(run_to_end({kPostern, "measure", "--event-log", "/nonexistent"}), "/nonexistent");
}

TEST_F(MeasureTest, OtherBanksArePrintedForPeople) {
  const Ended printed = measure({"--bank", "sha384"});
  EXPECT_EQ(printed.code, 0);
  EXPECT_THAT(printed.output, HasSubstr("# [set.pcrs.4]\n# expected = \""));
  EXPECT_EQ(nlohmann::json::parse(measure({"--bank", "sha384", "--json"}).output)["bank"], "sha384");
}

}  // namespace
}  // namespace postern::test
