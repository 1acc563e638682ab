// SPDX-License-Identifier: Apache-2.0
//
// Property of the compiler of pipelines: whatever it accepts never reaches, when every component does what it declares,
// a missing claim, binding or field, one that is there twice, a condition that nobody can meet, or a ticket that lacks
// what was promised. And the trials contain enough of everything: files that are accepted, and each kind of error.

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "host/gate/pipeline_check.h"
#include "property/compiler_play.h"
#include "property/compiler_world.h"

namespace postern::property {
namespace {

using config::Code;
using config::PipelineEntry;

// Tally: what became of all trials.
struct Tally {
  std::size_t accepted = 0, refused = 0, plays = 0;
  std::map<Code, std::size_t> codes;
};

void one_trial(uint64_t seed, Tally& tally) {
  Random random(seed);
  const CompilerWorld world = make_world(random);
  config::Diagnostics out;
  const gate::Resolved resolved = world.resolved(out);
  if (out.ok()) check_pipelines(resolved, out);
  std::map<Code, bool> seen;
  for (const config::Diagnostic& each : out.all()) seen[each.code] = true;
  for (const auto& [code, unused] : seen) ++tally.codes[code];
  if (!out.ok()) {
    ++tally.refused;
    return;
  }
  ++tally.accepted;
  for (const PipelineEntry& entry : resolved.file.pipelines) {
    ASSERT_TRUE(is_reached(resolved.file.pipelines, entry)) << "seed " << seed << ": " << entry.name << "\n" << world.text;
    for (int i = 0; i < 6; ++i, ++tally.plays) {
      const std::string wrong = play(resolved, entry, random);
      ASSERT_EQ(wrong, "") << "seed " << seed << ", pipeline " << entry.name << "\n" << world.text;
    }
  }
}

// Codes that the made-up files cannot show: of the form of files, of plugins, and of names that the maker gets right.
bool is_of_the_compiler(Code code) {
  return code >= Code::kPipelineShadowed && code <= Code::kFieldNotCarried;
}

TEST(CompilerProperty, WhatIsAcceptedNeverLacksAnything) {
  const char* given = std::getenv("POSTERN_SEED");
  const uint64_t first = given == nullptr ? 1 : std::strtoull(given, nullptr, 10);
  std::cout << "seeds " << first << " to " << first + POSTERN_COMPILER_TRIALS - 1 << " (first by POSTERN_SEED)\n";
  Tally tally;
  for (uint64_t i = 0; i < POSTERN_COMPILER_TRIALS && !HasFatalFailure(); ++i) one_trial(first + i, tally);
  std::cout << tally.accepted << " accepted and played " << tally.plays << " times, " << tally.refused << " refused\n";
  EXPECT_GE(tally.accepted, POSTERN_COMPILER_TRIALS / 10u);
  EXPECT_GE(tally.refused, POSTERN_COMPILER_TRIALS / 10u);
  for (const auto& [code, name] : config::all_codes()) {
    if (tally.codes[code] > 0) std::cout << "  " << name << ": " << tally.codes[code] << "\n";
    if (!is_of_the_compiler(code)) continue;
    EXPECT_GE(tally.codes[code], POSTERN_COMPILER_TRIALS / 1000u) << name;
  }
}

}  // namespace
}  // namespace postern::property
