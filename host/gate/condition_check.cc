// SPDX-License-Identifier: Apache-2.0
#include "host/gate/condition_check.h"

#include <algorithm>

#include "host/config/nearest.h"

namespace postern::gate {
namespace {

using config::Code;
using pipeline::Condition;

// Bytes are compared as attest::print shows them.
bool is_hex(const std::string& text) {
  return text.size() % 2 == 0 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// check_type: whether the values and bounds fit the type of the claim.
bool check_type(const Condition& condition, uint32_t type, const config::Position& at, const PipelineReport& report) {
  const std::string is = "when: claim " + condition.claim + " is " + std::string(attest::type_name(type));
  bool fits = true;
  const auto wrong = [&](Code code, const std::string& text, const std::string& hint = "") {
    report.error(at, code, is + "; " + text, hint);
    fits = false;
  };
  if ((condition.min || condition.max) && type != POSTERN_TYPE_INTEGER)
    wrong(Code::kClaimTypeMismatch, "min and max need an integer");
  for (const attest::Value& value : condition.one_of) {
    const uint32_t given = attest::type_of(value);
    if (given != type && !(type == POSTERN_TYPE_BYTES && given == POSTERN_TYPE_TEXT))
      wrong(Code::kClaimTypeMismatch, "it never equals the " + std::string(attest::type_name(given)) + " " + attest::print(value));
    else if (type == POSTERN_TYPE_BYTES && !is_hex(std::get<std::string>(value)))
      wrong(Code::kValueInvalid, "expected lower-case hex, found " + attest::print(value), "write two digits of 0-9a-f per byte");
  }
  return fits;
}

bool within(const Condition& bounds, const attest::Value& value) {
  const auto* number = std::get_if<int64_t>(&value);
  if (number == nullptr) return !bounds.min && !bounds.max;
  return (!bounds.min || *number >= *bounds.min) && (!bounds.max || *number <= *bounds.max);
}

// narrow: leaves in `left` what also meets `condition`. False when nothing is left.
bool narrow(Condition& left, const Condition& condition) {
  if (condition.one_of.empty() && !condition.min && !condition.max) return false;
  if (condition.min) left.min = left.min ? std::max(*left.min, *condition.min) : *condition.min;
  if (condition.max) left.max = left.max ? std::min(*left.max, *condition.max) : *condition.max;
  if (left.min && left.max && *left.min > *left.max) return false;
  const bool listed = !left.one_of.empty() || !condition.one_of.empty();
  if (left.one_of.empty()) left.one_of = condition.one_of;
  std::erase_if(left.one_of, [&](const attest::Value& value) {
    const auto& also = condition.one_of;
    return !within(left, value) || (!also.empty() && std::find(also.begin(), also.end(), value) == also.end());
  });
  return !listed || !left.one_of.empty();
}

std::vector<std::string> names_of(const Proof& proof) {
  std::vector<std::string> names;
  for (const auto& [claim, type] : proof.claims) names.push_back(claim);
  return names;
}

}  // namespace

void check_conditions(const config::PipelineEntry& entry, const Proof& proof, const PipelineReport& report) {
  std::map<std::string, Condition> left;  // what all conditions so far leave possible, by claim
  for (std::size_t i = 0; i < entry.when.size(); ++i) {
    const Condition& condition = entry.when[i];
    const config::Position& at = entry.when_at[i];
    const auto found = proof.claims.find(condition.claim);
    if (found == proof.claims.end()) {
      const bool warns = proof.stated.contains(condition.claim);
      report.error(at, Code::kClaimUnproven, "when: no step proves the claim '" + condition.claim + "'",
                   warns ? "the step that states it only warns, and so proves nothing"
                         : config::hint_of(condition.claim, names_of(proof)));
      continue;
    }
    if (!check_type(condition, found->second, at, report)) continue;
    if (!narrow(left[condition.claim], condition))
      report.error(at, Code::kConditionNeverHolds,
                   "when: no value of " + condition.claim + " meets all that is asked of it: nobody would get a ticket");
  }
}

}  // namespace postern::gate
