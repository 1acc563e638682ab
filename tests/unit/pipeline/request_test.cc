// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/request.h"

#include <gtest/gtest.h>

#include "host/pipeline/condition.h"
#include "host/pipeline/pipeline.h"

namespace postern::pipeline {
namespace {

Request with(std::string name, attest::Value value) {
  Request request;
  request.kind = "join";
  request.fields.push_back({std::move(name), "", std::move(value)});
  return request;
}

TEST(RequestRulesTest, ADiskUuidIsAUuidAndNothingElse) {
  EXPECT_FALSE(check_request(with("disk_uuid", std::string("6f0d1c2a-93d5-4f5e-8F4E-0a1b2c3d4e5f"))));
  for (const char* bad : {"", "measurementSecret", "ca_emergency_ssh", "6f0d1c2a-93d5-4f5e-8f4e-0a1b2c3d4e5", "../../../etc",
                          "6f0d1c2a-93d5-4f5e-8f4e-0a1b2c3d4e5g", "6f0d1c2a093d5-4f5e-8f4e-0a1b2c3d4e5f"}) {
    const auto refusal = check_request(with("disk_uuid", std::string(bad)));
    ASSERT_TRUE(refusal) << bad;
    EXPECT_EQ(refusal->reason.code, POSTERN_REASON_REQUEST_INVALID);
  }
  EXPECT_TRUE(check_request(with("disk_uuid", true)));
}

TEST(RequestRulesTest, SizesNamesAndTextsAreBounded) {
  EXPECT_TRUE(check_request(with("Upper", true)));
  EXPECT_TRUE(check_request(with("a", std::string("\xff"))));
  EXPECT_TRUE(check_request(with("a", std::string(64 * 1024 + 1, 'x'))));
  EXPECT_TRUE(check_request(with("a", attest::ByteVector(64 * 1024 + 1))));
  EXPECT_FALSE(check_request(with("a", std::string(64 * 1024, 'x'))));
  Request many = with("a", true);
  many.fields.resize(257, many.fields[0]);
  EXPECT_TRUE(check_request(many));
  Request role = with("a", true);
  role.role = "king";
  EXPECT_TRUE(check_request(role));
}

TEST(RouteRulesTest, TheFirstMatchAnswersAndControlPlaneIsNeverAWorkers) {
  std::vector<Pipeline> pipelines(3);
  pipelines[0].match = {"tpm", "join", "worker"};
  pipelines[1].match = {"tpm", "join", "control-plane"};
  pipelines[2].match = {"tpm", "rejoin", ""};
  EXPECT_EQ(route(pipelines, "tpm", "join", "worker"), &pipelines[0]);
  EXPECT_EQ(route(pipelines, "tpm", "join", ""), &pipelines[0]);
  EXPECT_EQ(route(pipelines, "tpm", "join", "control-plane"), &pipelines[1]);
  EXPECT_EQ(route(pipelines, "tpm", "rejoin", ""), &pipelines[2]);
  EXPECT_EQ(route(pipelines, "tpm", "rejoin", "control-plane"), nullptr);
  EXPECT_EQ(route(pipelines, "snp", "join", "worker"), nullptr);
  EXPECT_EQ(route(pipelines, "tpm", "anything", ""), nullptr);
}

TEST(ConditionRulesTest, HoldsOnlyForAProvenClaimThatFits) {
  attest::Claims claims;
  claims.put("number", int64_t{115}, "s");
  claims.put("text", std::string("pinned"), "s");
  claims.put("raw", attest::ByteVector{std::byte{0xab}}, "s");
  EXPECT_FALSE(check_condition({"number", {}, 115, std::nullopt}, claims));
  EXPECT_TRUE(check_condition({"number", {}, 116, std::nullopt}, claims));
  EXPECT_TRUE(check_condition({"number", {}, std::nullopt, 114}, claims));
  EXPECT_FALSE(check_condition({"text", {std::string("any"), std::string("pinned")}, {}, {}}, claims));
  EXPECT_TRUE(check_condition({"text", {std::string("any")}, {}, {}}, claims));
  EXPECT_TRUE(check_condition({"text", {}, 1, std::nullopt}, claims)) << "min of a text";
  EXPECT_FALSE(check_condition({"raw", {std::string("ab")}, {}, {}}, claims));
  EXPECT_TRUE(check_condition({"absent", {std::string("x")}, {}, {}}, claims));
  EXPECT_TRUE(check_condition({"text", {}, {}, {}}, claims)) << "an empty condition never holds";
}

}  // namespace
}  // namespace postern::pipeline
