// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/comparison.h"

#include <algorithm>
#include <set>

namespace postern::measure {
namespace {

using tpm2::PcrExpectation;

const PcrExpectation* find(const Operand& operand, uint32_t pcr) {
  const auto found = operand.pcrs.find(pcr);
  return found == operand.pcrs.end() ? nullptr : &found->second;
}

// Whether it matters to the other side that this one lacks the PCR.
bool is_compared(const Operand& left, const Operand& right, uint32_t pcr) {
  const bool in_left = find(left, pcr) != nullptr, in_right = find(right, pcr) != nullptr;
  if (in_left && in_right) return true;
  const Operand& lacking = in_left ? right : left;
  const Operand& having = in_left ? left : right;
  if (!in_left && !in_right) return false;
  return lacking.is_whole && !(lacking.is_set && !having.is_set);
}

bool is_same(const PcrExpectation& left, const PcrExpectation& right, bool both_sets) {
  const std::set<sdk::ByteVector> a(left.expected.begin(), left.expected.end());
  const std::set<sdk::ByteVector> b(right.expected.begin(), right.expected.end());
  if (both_sets) return a == b && left.warn_only == right.warn_only;
  return std::any_of(a.begin(), a.end(), [&](const sdk::ByteVector& value) { return b.contains(value); });
}

std::vector<const tpm2::Event*> events_of(const Operand& operand, uint32_t pcr) {
  std::vector<const tpm2::Event*> events;
  for (const tpm2::Event& event : operand.log->events)
    if (event.pcr == pcr && event.type != tpm2::kEvNoAction && !tpm2::find_digest(event, operand.bank).empty())
      events.push_back(&event);
  return events;
}

std::optional<FirstEvents> first_events(const Operand& left, const Operand& right, uint32_t pcr) {
  if (!left.log || !right.log) return std::nullopt;
  const auto a = events_of(left, pcr), b = events_of(right, pcr);
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const tpm2::Event *one = i < a.size() ? a[i] : nullptr, *other = i < b.size() ? b[i] : nullptr;
    if (one != nullptr && other != nullptr &&
        std::ranges::equal(tpm2::find_digest(*one, left.bank), tpm2::find_digest(*other, right.bank)))
      continue;
    return FirstEvents{i + 1, one, other};
  }
  return std::nullopt;
}

}  // namespace

Comparison compare(const Operand& left, const Operand& right) {
  Comparison out;
  for (uint32_t pcr = 0; pcr < tpm2::kPcrCount; ++pcr) {
    if (!is_compared(left, right, pcr)) continue;
    out.compared |= tpm2::pcr_bit(pcr);
    const PcrExpectation *a = find(left, pcr), *b = find(right, pcr);
    if (a != nullptr && b != nullptr && is_same(*a, *b, left.is_set && right.is_set)) continue;
    out.differences.push_back({pcr, a, b, first_events(left, right, pcr)});
  }
  return out;
}

}  // namespace postern::measure
