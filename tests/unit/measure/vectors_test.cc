// SPDX-License-Identifier: Apache-2.0
//
// Real event logs and whole documents: what they lead to, and that what is printed of them is read again.

#include <gtest/gtest.h>

#include "support/vector_case.h"
#include "tools/measure/comparison.h"
#include "tools/measure/print_set.h"
#include "tools/measure/read_document.h"
#include "tools/measure/read_event_log.h"
#include "tools/measure/read_set_file.h"
#include "tools/measure/reference_set.h"

namespace postern::measure {
namespace {

using test::VectorCase;

constexpr auto kSha256 = tpm2::HashAlgorithm::kSha256;

// expect_read_again: the printed set admits what was read.
void expect_read_again(Reading reading, const std::string& id) {
  const auto set = make_reference_set(reading, {.name = "vector"});
  ASSERT_TRUE(set.ok()) << id;
  const auto policy = read_set_file(print_toml(reading, set.value()), id);
  ASSERT_TRUE(policy.ok()) << id << ": " << policy.failure().operator_text();
  const Operand printed{.name = "printed", .pcrs = policy.value().sets.front().pcrs, .is_set = true, .log = {}};
  const Operand read = to_operand(std::move(reading), "read");
  EXPECT_TRUE(compare(printed, read).differences.empty()) << id;
  EXPECT_EQ(printed.pcrs.size(), read.pcrs.size()) << id;
}

TEST(MeasureVectors, EventLogsLeadWhereTheyMust) {
  const auto vectors = test::load_vectors("tpm-eventlog");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  int compared = 0;
  for (const VectorCase& vector : *vectors) {
    if (vector.verdict != "valid") continue;
    const nlohmann::json expected = vector.read_json("expected_pcrs.json");
    if (!expected.contains("sha256")) continue;
    auto reading = read_event_log(vector.read("eventlog.bin").value(), vector.id, kSha256);
    ASSERT_TRUE(reading.ok()) << vector.id << reading.failure().operator_text();
    for (const auto& [pcr, value] : reading.value().pcrs)
      EXPECT_EQ(sdk::to_hex(value), expected["sha256"][std::to_string(pcr)].get<std::string>()) << vector.id << " " << pcr;
    expect_read_again(reading.take(), vector.id);
    ++compared;
  }
  EXPECT_GE(compared, 10);
}

TEST(MeasureVectors, DocumentsAreReadAsTheyQuote) {
  const auto vectors = test::load_vectors("constellation-attdoc");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  int compared = 0;
  for (const VectorCase& vector : *vectors) {
    if (vector.verdict != "valid") continue;
    auto reading = read_document(vector.read("attdoc.json").value(), vector.id, kSha256);
    ASSERT_TRUE(reading.ok()) << vector.id << reading.failure().operator_text();
    expect_read_again(reading.take(), vector.id);
    ++compared;
  }
  EXPECT_GE(compared, 5);
}

}  // namespace
}  // namespace postern::measure
