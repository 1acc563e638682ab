// SPDX-License-Identifier: Apache-2.0
#include "host/record/file_recorder.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "host/record/digest.h"
#include "host/record/log_files.h"
#include "host/record/record.h"
#include "support/journal_recorder.h"
#include "support/temp_dir.h"
#include "unit/record/full_disk.h"
#include "unit/record/made_up_decision.h"

namespace postern::record {
namespace {

using Until = attest::Recorder::Until;

class FileRecorderTest : public ::testing::Test {
 protected:
  std::unique_ptr<FileRecorder> open() {
    options_.log.folder = folder_;
    auto recorder = FileRecorder::open(options_, journal_);
    if (!recorder.ok()) throw std::runtime_error(std::string(recorder.status().message()));
    return *std::move(recorder);
  }
  std::vector<Record> records() const {
    std::vector<Record> all;
    const auto walked = walk(*list_files(folder_), [&](Json line) { all.push_back(*parse_record(std::move(line))); });
    EXPECT_FALSE(walked->broken);
    return all;
  }
  std::size_t noted(const std::string& name) const {
    return journal_.count([&](const attest::Event& event) { return event.name == name; });
  }
  bool is_kept(std::string_view content) const {
    return std::filesystem::exists(folder_ + "/blobs/" + sha256_hex(content));
  }
  test::TempDir dir_;
  const std::string folder_ = dir_.path() + "/records";
  test::JournalRecorder journal_;
  RecorderOptions options_;
  const MadeUpDecision made_;
};

TEST_F(FileRecorderTest, RecordsEveryDecision) {
  const auto recorder = open();
  EXPECT_FALSE(recorder->record(made_.handshake(), Until::kWritten));
  EXPECT_EQ(recorder->log().syncs(), 0u) << "a handshake does not wait for the disk";
  EXPECT_FALSE(recorder->record(made_.ticket(), Until::kDurable));
  EXPECT_EQ(recorder->log().syncs(), 1u);
  const auto all = records();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].kind, "handshake");
  EXPECT_EQ(all[1].kind, "ticket");
}

TEST_F(FileRecorderTest, WaitsForNoDiskWhenToldSo) {
  options_.waits_for_disk = false;
  const auto recorder = open();
  EXPECT_FALSE(recorder->record(made_.ticket(), Until::kDurable));
  EXPECT_EQ(recorder->log().syncs(), 0u);
  EXPECT_EQ(records().size(), 1u);
}

TEST_F(FileRecorderTest, KeepsEvidenceAndPublicPagesOnly) {
  options_.keep_bytes = 1'000'000;
  const auto recorder = open();
  EXPECT_EQ(recorder->keep(bytes("the evidence")), sha256_hex(std::string_view("the evidence")));
  attest::Decision decision = made_.handshake();
  decision.steps[0].fetched.push_back({"https://token", false, std::make_shared<const attest::ByteVector>(bytes("a token")), "", ""});
  EXPECT_FALSE(recorder->record(decision, Until::kWritten));
  EXPECT_TRUE(is_kept("the evidence"));
  EXPECT_TRUE(is_kept("page"));
  EXPECT_FALSE(is_kept("a token"));
}

TEST_F(FileRecorderTest, KeepsNothingUnlessAsked) {
  const auto recorder = open();
  EXPECT_EQ(recorder->keep(bytes("the evidence")), sha256_hex(std::string_view("the evidence")));
  EXPECT_FALSE(recorder->record(made_.handshake(), Until::kWritten));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/blobs"));
}

TEST_F(FileRecorderTest, FullDiskRefusesForNow) {
  const auto recorder = open();
  {
    const test::FullDisk full(10);
    for (int i = 0; i < 2; ++i) {
      const auto refusal = recorder->record(made_.ticket(), Until::kDurable);
      ASSERT_TRUE(refusal);
      EXPECT_EQ(refusal->reason.code, kRecordUnwritable);
      EXPECT_EQ(refusal->cls, attest::RefusalClass::kRetryable);
    }
    EXPECT_EQ(noted("records-unwritable"), 1u) << "said once, not at every join";
    EXPECT_EQ(noted("decision-not-recorded"), 2u);
  }
  EXPECT_FALSE(recorder->record(made_.ticket(), Until::kDurable));
  EXPECT_EQ(noted("records-written-again"), 1u);
  EXPECT_EQ(records().size(), 1u);
}

TEST_F(FileRecorderTest, RoomOnTheDiskIsNoticedWithoutAJoin) {
  const auto recorder = open();
  EXPECT_EQ(recorder->obstacle(), "");
  {
    const test::FullDisk full(10);
    EXPECT_TRUE(recorder->record(made_.ticket(), Until::kDurable));
    EXPECT_NE(recorder->obstacle(), "");
    EXPECT_EQ(noted("records-written-again"), 0u);
  }
  EXPECT_EQ(recorder->obstacle(), "");
  EXPECT_EQ(noted("records-written-again"), 1u);
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/.probe"));
}

TEST_F(FileRecorderTest, FullDiskIsOnlySaidWhenToldToContinue) {
  options_.refuses_on_failure = false;
  const auto recorder = open();
  const test::FullDisk full(10);
  EXPECT_FALSE(recorder->record(made_.ticket(), Until::kDurable));
  EXPECT_EQ(recorder->obstacle(), "") << "joins go on";
  EXPECT_EQ(noted("records-unwritable"), 1u);
  EXPECT_EQ(noted("decision-not-recorded"), 1u);
}

TEST_F(FileRecorderTest, EvidenceThatCannotBeKeptIsSaid) {
  options_.keep_bytes = 1'000'000;
  const auto recorder = open();
  const test::FullDisk full(10);
  recorder->keep(bytes("evidence that is longer than ten bytes"));
  EXPECT_EQ(noted("evidence-not-kept"), 1u);
}

}  // namespace
}  // namespace postern::record
