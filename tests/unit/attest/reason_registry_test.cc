// SPDX-License-Identifier: Apache-2.0
//
// Every code that the contract or the host knows is in the registry, once, with cause and remedy.

#include "host/attest/reason_registry.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

namespace postern::attest {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::set<std::string> matches(const std::string& text, const std::regex& pattern) {
  std::set<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), pattern), end; it != end; ++it) found.insert((*it)[1]);
  return found;
}

TEST(ReasonRegistry, HasEveryCodeOfTheContract) {
  const std::string header = content(POSTERN_SOURCE_DIR "/plugin-api/include/postern/reason.h");
  const auto codes = matches(header, std::regex(R"re(#define POSTERN_REASON_[A-Z_]+ "([A-Z_]+)")re"));
  EXPECT_GT(codes.size(), 50u);
  for (const std::string& code : codes) EXPECT_NE(find_reason(code), nullptr) << code;
}

// Codes that the host makes itself are constants kName[] = "CODE", or stand in attest::denied and attest::internal.
TEST(ReasonRegistry, HasEveryCodeOfTheHost) {
  std::set<std::string> codes;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(POSTERN_SOURCE_DIR "/host")) {
    if (entry.path().extension() != ".cc" && entry.path().extension() != ".h") continue;
    const std::string text = content(entry.path());
    codes.merge(matches(text, std::regex(R"re((?:denied|internal|refusal|retryable|unavailable)\("([A-Z][A-Z_]+)")re")));
    if (entry.path().string().find("/config/") == std::string::npos)
      codes.merge(matches(text, std::regex(R"re(constexpr (?:const )?char(?: k\w+\[\]|\* k\w+) = "([A-Z]+_[A-Z_]+)")re")));
  }
  EXPECT_THAT(codes, ::testing::IsSupersetOf({"GENERATION_RETIRED", "RECORD_UNWRITABLE"})) << "or this test sees nothing";
  for (const std::string& code : codes) EXPECT_NE(find_reason(code), nullptr) << code;
}

TEST(ReasonRegistry, NamesEachOnceWithCauseAndRemedy) {
  std::set<std::string_view> seen;
  for (const ReasonEntry& entry : reasons()) {
    EXPECT_TRUE(seen.insert(entry.code).second) << entry.code;
    EXPECT_TRUE(std::regex_match(std::string(entry.code), std::regex("[A-Z][A-Z0-9_]*"))) << entry.code;
    EXPECT_EQ(entry.cause.back(), '.') << entry.code;
    EXPECT_EQ(entry.remedy.back(), '.') << entry.code;
  }
}

TEST(ReasonRegistry, KnowsNoOtherCodes) {
  for (const char* code : {"", "VENDOR_SAYS_NO", "pcr_mismatch", "PCR_MISMATCH "}) EXPECT_EQ(find_reason(code), nullptr);
}

}  // namespace
}  // namespace postern::attest
