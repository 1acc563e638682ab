// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/pipeline.h"

#include <gtest/gtest.h>

namespace postern::pipeline {
namespace {

TEST(MatchTest, CatchesByEvidenceAndKind) {
  const Match match{"tpm", "join", ""};
  EXPECT_TRUE(match.catches("tpm", "join", ""));
  EXPECT_FALSE(match.catches("snp", "join", ""));
  EXPECT_FALSE(match.catches("tpm", "rejoin", ""));
  EXPECT_FALSE(match.catches("", "", ""));
}

TEST(MatchTest, RequestWithoutRoleIsAWorkers) {
  for (const char* role : {"", "worker"}) {
    EXPECT_TRUE((Match{"tpm", "join", "worker"}).catches("tpm", "join", role));
    EXPECT_TRUE((Match{"tpm", "join", ""}).catches("tpm", "join", role));
    EXPECT_FALSE((Match{"tpm", "join", "control-plane"}).catches("tpm", "join", role));
  }
}

TEST(MatchTest, ControlPlaneIsCaughtOnlyByItsOwn) {
  EXPECT_TRUE((Match{"tpm", "join", "control-plane"}).catches("tpm", "join", "control-plane"));
  EXPECT_FALSE((Match{"tpm", "join", "worker"}).catches("tpm", "join", "control-plane"));
  EXPECT_FALSE((Match{"tpm", "join", ""}).catches("tpm", "join", "control-plane"));
}

TEST(RouteTest, FirstInFileOrderAnswers) {
  std::vector<Pipeline> all(3);
  all[0].match = {"tpm", "rejoin", ""};
  all[1].match = {"tpm", "join", ""};
  all[2].match = {"tpm", "join", "worker"};
  EXPECT_EQ(route(all, "tpm", "join", "worker"), &all[1]);
  EXPECT_EQ(route(all, "tpm", "join", "control-plane"), nullptr);
  EXPECT_EQ(route({}, "tpm", "join", ""), nullptr);
}

}  // namespace
}  // namespace postern::pipeline
