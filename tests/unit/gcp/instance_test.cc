// SPDX-License-Identifier: Apache-2.0
#include "common/gce/parse_instance.h"
#include "support/gcp_evidence.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::gce {
namespace {

using test::DeniedWith;
using test::Succeeds;

auto parse(const std::string& json) { return parse_instance_info(sdk::as_bytes(json)); }

TEST(Instance, AcceptsWhatComputeEngineGives) {
  for (const char* name : {"a", "node-1", "europe-west3-b", "us-central1-a", "x0123456789"}) {
    EXPECT_TRUE(is_zone(name)) << name;
    EXPECT_TRUE(is_instance_name(name)) << name;
  }
  EXPECT_TRUE(is_instance_name(std::string(63, 'a')));
  for (const char* id : {"example-project", "google.com:wuale-gcp-testing", "a.b-c.d1:p-1", "com:p"})
    EXPECT_TRUE(is_project_id(id)) << id;
}

TEST(Instance, RefusesWhatCouldChangeAUrl) {
  for (const std::string bad : {"", "-a", "a-", "A", "a_b", "a/b", "..", ".", "a.b", "a%2f", "a?b", "a#b", "a b", "a:b:c", "1a",
                                "a\n", "ä", "a@b", "a\\b", "%2e%2e"}) {
    EXPECT_FALSE(is_zone(bad)) << bad;
    EXPECT_FALSE(is_instance_name(bad)) << bad;
    EXPECT_FALSE(is_project_id(bad)) << bad;
  }
  EXPECT_FALSE(is_instance_name(std::string(64, 'a')));
  EXPECT_FALSE(is_instance_name(std::string("a\0b", 3)));
  EXPECT_FALSE(is_zone("google.com:zone"));
  for (const char* bad : {":p", "google.com:", "google..com:p", ".com:p", "com.:p", "google.com:1", "google.com:a/b", "-x.com:p",
                          "1com:p"})
    EXPECT_FALSE(is_project_id(bad)) << bad;
  EXPECT_FALSE(is_project_id("111222333444")) << "an alias of a project";
  EXPECT_FALSE(is_project_id(std::string(300, 'a') + ".com:p"));
}

TEST(ParseInstance, ReadsTheNames) {
  const auto parsed = parse(test::write_instance_names({}));
  ASSERT_THAT(parsed, Succeeds());
  EXPECT_EQ(parsed.value(), (Instance{"europe-west3-b", "example-project", "node-alpha"}));
  EXPECT_THAT(parse(R"({"zone":"a","project_id":"b","instance_name":"c","more":[1]})"), Succeeds());
}

TEST(ParseInstance, RefusesOtherThings) {
  for (const char* bad : {"", "[]", "{}", R"({"zone":"a","project_id":"b"})", R"({"zone":"a","project_id":"b","instance_name":7})",
                          R"({"zone":"a","project_id":"b","instance_name":null})",
                          R"({"zone":"a","project_id":"b","instance_name":"../c"})",
                          R"({"zone":"a/b","project_id":"b","instance_name":"c"})",
                          R"({"zone":"a","project_id":"b?x","instance_name":"c"})",
                          R"({"zone":"a","zone":"b","project_id":"b","instance_name":"c"})",
                          R"({"Zone":"a","project_id":"b","instance_name":"c"})",
                          R"({"zone":"a","project_id":"b","instance_name":"c"} x)"})
    EXPECT_THAT(parse(bad), DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED)) << bad;
  EXPECT_THAT(parse(R"({"zone":"a","project_id":"b","instance_name":"c","pad":")" + std::string(5000, 'x') + "\"}"),
              DeniedWith(POSTERN_REASON_EVIDENCE_MALFORMED));
}

}  // namespace
}  // namespace postern::gce
