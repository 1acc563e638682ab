// SPDX-License-Identifier: Apache-2.0
//
// A gate whose records are on a disk that fills up, and has room again.

#include <gmock/gmock.h>
#include <sched.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "e2e/recording_gate.h"
#include "e2e/run_to_end.h"
#include "e2e/software_node.h"

namespace postern::test {
namespace {

using testing::HasSubstr;

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";

// SmallDisk: a file system of a quarter of a mebibyte, which this process and its children see.
class SmallDisk {
 public:
  explicit SmallDisk(const std::string& folder) : folder_(folder) {
    std::filesystem::create_directory(folder);
    const bool is_there = unshare(CLONE_NEWNS) == 0 && mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
                          mount("postern", folder.c_str(), "tmpfs", 0, "size=256k,mode=0755") == 0;
    if (!is_there) obstacle_ = std::string("no file system of its own can be mounted here: ") + std::strerror(errno);
  }
  ~SmallDisk() {
    if (obstacle_.empty()) umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  const std::string& obstacle() const { return obstacle_; }

  void fill() const {
    std::ofstream file(folder_ + "/filler", std::ios::binary);
    while (file << std::string(4096, 'x') << std::flush) {
    }
  }
  void empty() const { std::filesystem::remove(folder_ + "/filler"); }

 private:
  const std::string folder_;
  std::string obstacle_;
};

class FullDiskTest : public testing::Test {
 protected:
  void SetUp() override {
    if (!disk_.obstacle().empty()) GTEST_SKIP() << disk_.obstacle();
  }
  void start(const std::string& more) {
    GateConfig config = recording(folder_, more);
    config.gate += "admin_listen = \"127.0.0.1:0\"\n";
    gate_ = std::make_unique<GateProcess>(config);
    const auto serving = gate_->log().wait_for(EventLog::named("serving-pages"));
    ASSERT_TRUE(serving) << gate_->log().all();
    url_ = serving->value("url", "");
  }
  std::string get(const std::string& page) const { return run_to_end({"curl", "-s", url_ + page}).output; }
  bool joins() { return join(gate_->address(), node_, worker()).ok(); }
  std::size_t noted(const std::string& event) const { return gate_->log().count(EventLog::named(event)); }

  TempDir dir_;
  const SmallDisk disk_{dir_.path() + "/disk"};
  const std::string folder_ = dir_.path() + "/disk/records";
  SoftwareNode node_;
  std::unique_ptr<GateProcess> gate_;
  std::string url_;
};

TEST_F(FullDiskTest, NoTicketLeavesUnrecordedAndTheGateRecovers) {
  start("keep_evidence = true\n");
  ASSERT_TRUE(joins()) << gate_->log().all();
  EXPECT_EQ(get("readyz"), "ready\n");
  disk_.fill();
  for (int i = 0; i < 3; ++i) {
    const auto refused = join(gate_->address(), node_, worker());
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kUnavailable) << "to be asked again: " << refused.status();
  }
  EXPECT_EQ(gate_->refused("RECORD_UNWRITABLE")["class"], "retryable");
  EXPECT_EQ(noted("records-unwritable"), 1u) << "said once, not at every join";
  EXPECT_EQ(noted("ticket-issued"), 1u);
  EXPECT_THAT(get("readyz"), HasSubstr("No space left on device"));
  EXPECT_THAT(get("metrics"), HasSubstr("\npostern_ready 0"));
  EXPECT_THAT(get("status.html"), HasSubstr("RECORD_UNWRITABLE"));
  disk_.empty();
  EXPECT_EQ(get("readyz"), "ready\n") << "before anybody joins";
  EXPECT_TRUE(joins()) << gate_->log().all();
  EXPECT_EQ(noted("records-written-again"), 1u);
  EXPECT_EQ(gate_->stop(), 0);
  const auto all = read_records(folder_);
  EXPECT_EQ(all.size(), 4u) << "two handshakes, two tickets";
  EXPECT_EQ(run_to_end({kPostern, "records", "verify", folder_}).code, 0);
}

TEST_F(FullDiskTest, WhenToldToTheGateGoesOnAndSaysSo) {
  start("on_failure = \"continue\"\n");
  disk_.fill();
  EXPECT_TRUE(joins()) << gate_->log().all();
  EXPECT_EQ(noted("records-unwritable"), 1u);
  EXPECT_GE(noted("decision-not-recorded"), 2u);
  EXPECT_EQ(get("readyz"), "ready\n");
  EXPECT_EQ(gate_->stop(), 0);
}

TEST_F(FullDiskTest, OneThatIsFullFromTheStartServesNobody) {
  disk_.fill();
  try {
    start("");
    EXPECT_FALSE(joins());
    EXPECT_THAT(get("readyz"), HasSubstr("not ready"));
  } catch (const std::exception& error) {
    EXPECT_THAT(error.what(), HasSubstr("No space left on device"));
  }
}

}  // namespace
}  // namespace postern::test
