// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "host/config/gate_file.h"

namespace postern::config {
namespace {

RecordSettings read(const std::string& table, Diagnostics& out) {
  return read_gate_text(table + "[[pipeline]]\nname = \"p\"\nmatch = { evidence = \"e\", request = \"join\" }\nsteps = [\"s\"]\n",
                        "/etc/postern/gate.toml", Purpose::kGate, "/plugins", out)
      .records;
}

TEST(RecordsTableTest, WithoutItNothingIsRecorded) {
  Diagnostics out;
  EXPECT_EQ(read("", out).directory, "");
  EXPECT_TRUE(out.ok());
}

TEST(RecordsTableTest, DefaultsAreTheSafeOnes) {
  Diagnostics out;
  const RecordSettings settings = read("[records]\ndirectory = \"records\"\n", out);
  EXPECT_TRUE(out.all().empty());
  EXPECT_EQ(settings.directory, "/etc/postern/records");
  EXPECT_TRUE(settings.waits_for_disk);
  EXPECT_TRUE(settings.refuses_on_failure);
  EXPECT_FALSE(settings.keep_evidence);
  EXPECT_EQ(settings.max_file_bytes, 64u * 1024 * 1024);
}

TEST(RecordsTableTest, EverythingCanBeSaid) {
  Diagnostics out;
  const RecordSettings settings = read(
      "[records]\ndirectory = \"/var/lib/postern/records\"\ndurability = \"interval\"\ninterval = \"50ms\"\non_failure = \"continue\"\n"
      "max_file_bytes = \"1MiB\"\nkeep_evidence = true\nmax_kept_bytes = \"8MiB\"\n", out);
  EXPECT_TRUE(out.ok());
  ASSERT_EQ(out.all().size(), 1u) << "going on without records is warned about";
  EXPECT_EQ(out.all()[0].at.line, 5u);
  EXPECT_EQ(settings.directory, "/var/lib/postern/records");
  EXPECT_FALSE(settings.waits_for_disk);
  EXPECT_EQ(settings.interval, std::chrono::milliseconds(50));
  EXPECT_FALSE(settings.refuses_on_failure);
  EXPECT_EQ(settings.max_file_bytes, 1024u * 1024);
  EXPECT_TRUE(settings.keep_evidence);
  EXPECT_EQ(settings.max_kept_bytes, 8u * 1024 * 1024);
}

TEST(RecordsTableTest, WrongTablesAreErrors) {
  for (const auto& [table, code] : std::vector<std::pair<std::string, Code>>{
           {"[records]\n", Code::kKeyMissing},
           {"records = 3\n", Code::kTypeMismatch},
           {"[records]\ndirectory = \"x\"\nsize = 3\n", Code::kKeyUnknown},
           {"[records]\ndirectory = \"x\"\ndurability = \"never\"\n", Code::kValueInvalid},
           {"[records]\ndirectory = \"x\"\non_failure = \"ignore\"\n", Code::kValueInvalid},
           {"[records]\ndirectory = \"x\"\ninterval = \"1s\"\n", Code::kValueInvalid},
           {"[records]\ndirectory = \"x\"\nmax_file_bytes = 100\n", Code::kValueInvalid},
           {"[records]\ndirectory = \"x\"\nkeep_evidence = \"yes\"\n", Code::kTypeMismatch}}) {
    Diagnostics out;
    read(table, out);
    ASSERT_FALSE(out.ok()) << table;
    EXPECT_EQ(out.all().front().code, code) << table;
  }
}

}  // namespace
}  // namespace postern::config
