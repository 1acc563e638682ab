// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/api_answer.h"

#include <gtest/gtest.h>

namespace postern::kube_token {
namespace {

TEST(ApiAnswer, ReadsTheNameOfAnObject) {
  EXPECT_EQ(parse_object_name(R"({"kind":"Secret","metadata":{"name":"bootstrap-token-abc123"}})"),
            "bootstrap-token-abc123");
  for (const char* text : {"", "{}", "[]", "null", "{\"metadata\":[]}", "{\"metadata\":{}}", "{\"metadata\":{\"name\":1}}",
                           "<html>", "{\"metadata\":{\"name\":\"x\"}"})
    EXPECT_EQ(parse_object_name(text), std::nullopt) << text;
}

TEST(ApiAnswer, AllowsOnlyWhatSaysSo) {
  EXPECT_TRUE(parse_allowed(R"({"status":{"allowed":true}})"));
  for (const char* text : {R"({"status":{"allowed":false}})", R"({"status":{"allowed":"true"}})",
                           R"({"status":{"allowed":1}})", R"({"status":{}})", R"({"allowed":true})", "true", "", "{"})
    EXPECT_FALSE(parse_allowed(text)) << text;
}

TEST(ApiAnswer, QuotesHarmlessly) {
  EXPECT_EQ(parse_status_reason(R"({"reason":"Forbidden"})"), "Forbidden");
  EXPECT_EQ(parse_status_reason(R"({"reason":"two words"})"), "");
  EXPECT_EQ(parse_status_reason(R"({"reason":")" + std::string(65, 'a') + "\"}"), "");
  EXPECT_EQ(parse_status_message(R"({"message":"a\n\u001b[31mb\u00e9"})"), "a??[31mb??");
  EXPECT_EQ(parse_status_message(R"({"message":")" + std::string(999, 'a') + "\"}").size(), 200u);
  EXPECT_EQ(parse_status_message("{\"message\":5}"), "");
  EXPECT_EQ(parse_status_message(std::string(60'000, '[')), "");
}

}  // namespace
}  // namespace postern::kube_token
