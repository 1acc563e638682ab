// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/check_measurements.h"

#include <algorithm>
#include <bit>
#include <tuple>

#include "common/tpm2/digest.h"
#include "common/tpm2/pcr_events.h"

namespace postern::tpm2 {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kShownValues = 2;

// Difference: how far a machine is from a set.
struct Difference {
  const MeasurementSet* set = nullptr;
  PcrSet enforced = 0, warnings = 0;

  auto distance() const { return std::tuple(std::popcount(enforced), std::popcount(warnings)); }
};

bool is_expected(const PcrExpectation& expectation, const sdk::ByteVector* value) {
  if (value == nullptr) return false;
  return std::any_of(expectation.expected.begin(), expectation.expected.end(),
                     [&](const sdk::ByteVector& each) { return same_bytes(each, *value); });
}

bool enforces_something(const MeasurementSet& set) {
  return std::any_of(set.pcrs.begin(), set.pcrs.end(),
                     [](const auto& entry) { return !entry.second.warn_only; });
}

Difference compare(const PcrBank& pcrs, const MeasurementSet& set) {
  Difference difference{&set};
  for (const auto& [pcr, expectation] : set.pcrs) {
    if (is_expected(expectation, pcrs.find(pcr))) continue;
    (expectation.warn_only ? difference.warnings : difference.enforced) |= pcr_bit(pcr);
  }
  return difference;
}

std::string show_expected(const PcrExpectation& expectation) {
  std::string text;
  for (std::size_t i = 0; i < std::min(kShownValues, expectation.expected.size()); ++i)
    text += (text.empty() ? "" : " or ") + sdk::to_hex(expectation.expected[i]);
  if (expectation.expected.size() > kShownValues)
    text += " or " + std::to_string(expectation.expected.size() - kShownValues) + " others";
  return text;
}

std::string show_observed(const PcrBank& pcrs, uint32_t pcr) {
  const sdk::ByteVector* value = pcrs.find(pcr);
  return value != nullptr ? sdk::to_hex(*value) : "not quoted";
}

std::string describe(const Difference& nearest, const PcrBank& pcrs) {
  std::string text =
      "nearest measurement set \"" + nearest.set->name + "\" differs in PCRs " + to_text(nearest.enforced);
  if (nearest.warnings != 0) text += " (and, warn_only, in " + to_text(nearest.warnings) + ")";
  for (const auto& [pcr, expectation] : nearest.set->pcrs)
    if (contains(nearest.enforced, pcr))
      text += "; PCR " + std::to_string(pcr) + " expected " + show_expected(expectation) + ", observed " +
              show_observed(pcrs, pcr);
  return text;
}

Failure mismatch(const Difference& nearest, const PcrBank& pcrs, const ReplayedLog* log) {
  const auto first = static_cast<uint32_t>(std::countr_zero(nearest.enforced));
  return Failure::denied(POSTERN_REASON_PCR_MISMATCH)
      .about("tpm.pcr." + std::to_string(first))
      .expected(show_expected(nearest.set->pcrs.at(first)))
      .observed(show_observed(pcrs, first))
      .spec("TPM 2.0 Library rev. 1.59 Part 1, 17")
      .peer("a measurement is not the expected one")
      .text(describe(nearest, pcrs))
      .details(pcr_event_lines(log, nearest.enforced));
}

Failure expired(const MeasurementPolicy& policy) {
  std::string names;
  for (const MeasurementSet& set : policy.sets) names += (names.empty() ? "\"" : ", \"") + set.name + "\"";
  return Failure::denied(POSTERN_REASON_MEASUREMENTS_EXPIRED)
      .about("tpm.measurements.set")
      .expected("a measurement set that is valid now")
      .peer("no reference measurements are valid at this time")
      .text("none of the measurement sets is valid at this time: " + names);
}

}  // namespace

Result<MeasurementMatch> check_measurements(const VerifiedQuote& quote, const MeasurementPolicy& policy, Time now,
                                            const ReplayedLog* log) {
  const PcrBank& pcrs = quote.pcrs();
  if (policy.sets.empty()) return Failure::misconfigured("/measurements", "there is no measurement set");
  if (pcrs.algorithm() != HashAlgorithm::kSha256)
    return Failure::denied(POSTERN_REASON_QUOTE_MISSING)
        .about("tpm.quote")
        .text("measurements are compared with the SHA-256 bank only");
  Difference nearest;
  for (const MeasurementSet& set : policy.sets) {
    if (!enforces_something(set))
      return Failure::misconfigured("/measurements", "measurement set \"" + set.name + "\" enforces no PCR");
    if (!set.is_active(now)) continue;
    const Difference difference = compare(pcrs, set);
    if (nearest.set == nullptr || difference.distance() < nearest.distance()) nearest = difference;
  }
  if (nearest.set == nullptr) return expired(policy);
  if (nearest.enforced != 0) return mismatch(nearest, pcrs, log);
  return MeasurementMatch{nearest.set->name, nearest.warnings};
}

}  // namespace postern::tpm2
