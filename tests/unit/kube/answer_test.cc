// SPDX-License-Identifier: Apache-2.0
#include "common/kube/api_answer.h"

#include <gtest/gtest.h>

namespace postern::kube {
namespace {

nlohmann::json parsed(const std::string& text) { return parse_answer(text).value(); }

TEST(ApiAnswer, IsABoundedObject) {
  EXPECT_TRUE(parse_answer("{}"));
  for (const std::string text : {"", "[]", "null", "<html>", "{\"a\":1", "{} {}", R"({"a":1,"a":2})"})
    EXPECT_FALSE(parse_answer(text)) << text;
  EXPECT_FALSE(parse_answer(std::string(60'000, '[')));
  std::string nested = "{}";
  for (int i = 0; i < 40; ++i) nested = "{\"a\":" + nested + "}";
  EXPECT_FALSE(parse_answer(nested));
  EXPECT_FALSE(parse_answer("{\"a\":\"" + std::string(3'000'000, 'x') + "\"}"));
}

TEST(ApiAnswer, ReadsTheNameOfAnObject) {
  EXPECT_EQ(object_name(parsed(R"({"kind":"Secret","metadata":{"name":"bootstrap-token-abc123"}})")),
            "bootstrap-token-abc123");
  for (const char* text : {"{}", "{\"metadata\":[]}", "{\"metadata\":{}}", "{\"metadata\":{\"name\":1}}"})
    EXPECT_EQ(object_name(parsed(text)), "") << text;
}

TEST(ApiAnswer, AllowsOnlyWhatSaysSo) {
  EXPECT_TRUE(says_allowed(parsed(R"({"status":{"allowed":true}})")));
  for (const char* text : {R"({"status":{"allowed":false}})", R"({"status":{"allowed":"true"}})",
                           R"({"status":{"allowed":1}})", R"({"status":{}})", R"({"allowed":true})", "{}"})
    EXPECT_FALSE(says_allowed(parsed(text))) << text;
}

TEST(ApiAnswer, QuotesHarmlessly) {
  EXPECT_EQ(status_reason(parsed(R"({"reason":"Forbidden"})")), "Forbidden");
  EXPECT_EQ(status_reason(parsed(R"({"reason":"two words"})")), "");
  EXPECT_EQ(status_reason(parsed(R"({"reason":")" + std::string(65, 'a') + "\"}")), "");
  EXPECT_EQ(status_message(parsed(R"({"message":"a\n\u001b[31mb\u00e9"})")), "a??[31mb??");
  EXPECT_EQ(status_message(parsed(R"({"message":")" + std::string(999, 'a') + "\"}")).size(), 300u);
  EXPECT_EQ(status_message(parsed("{\"message\":5}")), "");
}

TEST(ApiAnswer, WaitsNoLongerThanAnHour) {
  EXPECT_EQ(status_wait(parsed(R"({"details":{"retryAfterSeconds":7}})")).count(), 7);
  for (const char* text : {R"({"details":{"retryAfterSeconds":0}})", R"({"details":{"retryAfterSeconds":-1}})",
                           R"({"details":{"retryAfterSeconds":3601}})", R"({"details":{"retryAfterSeconds":"7"}})",
                           R"({"details":{"retryAfterSeconds":1e300}})", R"({"retryAfterSeconds":7})"})
    EXPECT_EQ(status_wait(parsed(text)).count(), 0) << text;
}

}  // namespace
}  // namespace postern::kube
