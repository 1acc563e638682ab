// SPDX-License-Identifier: Apache-2.0
#include "host/record/sealed_line.h"

#include <gtest/gtest.h>

#include "host/record/chain_check.h"
#include "host/record/digest.h"

namespace postern::record {
namespace {

std::string line_of(uint64_t seq = 1, const std::string& prev = kNoLine, const Json& body = {{"kind", "test"}, {"n", 1}}) {
  return seal_line(body, seq, prev);
}

TEST(SealedLine, SaysWhatItHolds) {
  const auto json = open_line(line_of());
  ASSERT_TRUE(json.ok()) << json.status();
  EXPECT_EQ((*json)["v"], 1);
  EXPECT_EQ((*json)["seq"], 1u);
  EXPECT_EQ((*json)["prev"], kNoLine);
  EXPECT_EQ((*json)["kind"], "test");
}

// The digests by another implementation: echo -n … | sha256sum.
TEST(SealedLine, IsSealedBySha256) {
  const std::string head = "{\"v\":1,\"seq\":1,\"prev\":\"" + kNoLine + "\"";
  EXPECT_EQ(seal_line(Json::object(), 1, kNoLine), head + ",\"sum\":\"" + sha256_hex(head) + "\"}");
  EXPECT_EQ(sha256_hex(std::string_view("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(SealedLine, EveryChangedBitBreaksIt) {
  const std::string line = line_of();
  for (std::size_t at = 0; at < line.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = line;
      changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
      EXPECT_FALSE(open_line(changed).ok()) << at << " " << bit;
    }
}

TEST(SealedLine, CutOrLongerIsNone) {
  const std::string line = line_of();
  for (std::size_t size = 0; size < line.size(); ++size) EXPECT_FALSE(open_line(line.substr(0, size)).ok()) << size;
  EXPECT_FALSE(open_line(line + " ").ok());
  EXPECT_FALSE(open_line(" " + line).ok());
  EXPECT_FALSE(open_line(line + line).ok());
}

TEST(SealedLine, HasOneSpellingOnly) {
  for (const std::string text : {
           R"({"v":1,"seq":1,"prev":"PREV","a":1,"a":1,"sum":"SUM"})",       // a key twice
           R"({"v":1, "seq":1,"prev":"PREV","sum":"SUM"})",                  // a space
           R"({"v":1,"seq":1e0,"prev":"PREV","sum":"SUM"})",                 // a number written otherwise
           R"({"v":1,"seq":1,"prev":"PREV","a":"\u0041","sum":"SUM"})",      // an escape that is not needed
           "{\"v\":1,\"seq\":1,\"prev\":\"PREV\",\"a\":\"\xc3\xa9\",\"sum\":\"SUM\"}",  // none where one is
           R"({"v":1,"seq":0,"prev":"PREV","sum":"SUM"})", R"({"v":1,"seq":-1,"prev":"PREV","sum":"SUM"})",
           R"({"v":2,"seq":1,"prev":"PREV","sum":"SUM"})", R"({"v":1,"seq":"1","prev":"PREV","sum":"SUM"})",
           R"({"v":1,"seq":1,"prev":"","sum":"SUM"})", R"({"v":1,"seq":1,"prev":7,"sum":"SUM"})", R"({"v":1,"seq":1,"sum":"SUM"})",
           R"({"seq":1,"prev":"PREV","sum":"SUM"})", R"([1,"sum":"SUM"})"}) {
    std::string line = text;
    if (const auto at = line.find("PREV"); at != line.npos) line.replace(at, 4, kNoLine);
    line.replace(line.find("SUM"), 3, kNoLine);
    EXPECT_FALSE(open_line(reseal(line)).ok()) << line;
  }
  const std::string good = R"({"v":1,"seq":1,"prev":")" + kNoLine + R"(","sum":")" + kNoLine + R"("})";
  EXPECT_TRUE(open_line(reseal(good)).ok());
}

TEST(SealedLine, IsBounded) {
  Json deep = 1;
  for (int i = 0; i < kDeepest; ++i) deep = Json::array({deep});
  EXPECT_FALSE(open_line(line_of(1, kNoLine, {{"deep", deep}})).ok());
  EXPECT_TRUE(open_line(line_of(1, kNoLine, {{"deep", deep[0][0]}})).ok());
  const std::string nested = "{\"v\":1,\"seq\":1,\"prev\":\"" + kNoLine + "\",\"a\":" + std::string(1'000'000, '[') +
                             std::string(1'000'000, ']') + ",\"sum\":\"" + kNoLine + "\"}";
  EXPECT_FALSE(open_line(reseal(nested)).ok());
  EXPECT_FALSE(open_line(line_of(1, kNoLine, {{"long", std::string(kLongestLine, 'a')}})).ok());
}

TEST(ChainCheck, TakesWhatFollows) {
  ChainCheck check;
  const std::string first = line_of(), second = line_of(2, sha256_hex(first));
  EXPECT_TRUE(check.take(first).ok());
  EXPECT_FALSE(check.take(first).ok()) << "the same again";
  EXPECT_FALSE(check.take(line_of(3, sha256_hex(first))).ok()) << "a line is missing";
  EXPECT_FALSE(check.take(line_of(2, kNoLine)).ok()) << "another one before it";
  EXPECT_TRUE(check.take(second).ok());
  EXPECT_EQ(check.head().seq, 2u);
  EXPECT_EQ(check.head().digest, sha256_hex(second));
}

TEST(ChainCheck, BeginsWhereItIsTold) {
  EXPECT_FALSE(ChainCheck().take(line_of(1, sha256_hex(line_of()))).ok()) << "number 1 has none before it";
  EXPECT_TRUE(ChainCheck().take(line_of(7, sha256_hex(line_of()))).ok()) << "the log's beginning is elsewhere";
  ChainCheck from({6, std::string(64, 'a')});
  EXPECT_FALSE(from.take(line_of(7, kNoLine)).ok());
  EXPECT_FALSE(from.take(line_of(8, std::string(64, 'a'))).ok());
  EXPECT_TRUE(from.take(line_of(7, std::string(64, 'a'))).ok());
}

}  // namespace
}  // namespace postern::record
