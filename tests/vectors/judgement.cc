// SPDX-License-Identifier: Apache-2.0
#include "vectors/judgement.h"

#include <algorithm>

namespace postern::vectors {
namespace {

Judgement fail(std::string reason) { return {Result::kFail, std::move(reason)}; }
Judgement pass(const std::string& what, const Outcome& outcome) {
  return {Result::kPass, outcome.note.empty() ? what : what + "; " + outcome.note};
}

std::string join(const std::vector<std::string>& parts, const char* between) {
  std::string all;
  for (const std::string& part : parts) all += (all.empty() ? "" : between) + part;
  return all;
}

// check_of: expected.check, a remark about policy.
std::string check_of(const VectorCase& vector) {
  const auto found = vector.expected.find("check");
  return found != vector.expected.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool says(const std::string& text, const char* words) { return text.find(words) != std::string::npos; }

Judgement judge_code(const std::string& code, const std::string& text, const Outcome& outcome, const Expectation& wanted) {
  if (wanted.codes.empty()) return pass("refused: " + code + " (code not pinned): " + text, outcome);
  if (std::find(wanted.codes.begin(), wanted.codes.end(), code) == wanted.codes.end())
    return fail("denied for the wrong reason: " + code + " instead of " + join(wanted.codes, " or ") + ": " + text);
  return pass("refused: " + code + (wanted.is_pinned ? "" : " (code not pinned)") + ": " + text, outcome);
}

Judgement judge_accepted(const VectorCase& vector, const Outcome& outcome) {
  if (!outcome.code.empty()) return fail("refused although it is " + vector.verdict + ": " + outcome.code + ": " + outcome.text);
  const bool lacks_vmpl_0 = says(check_of(vector), "VMPL 0 must reject");
  if (outcome.policy_code.empty() && lacks_vmpl_0) return fail("the default policy accepts a report that is not of VMPL 0");
  if (outcome.policy_code.empty()) return pass("accepted", outcome);
  const bool is_other_vmpl = vector.facts.contains("vmpl") && vector.facts["vmpl"] != 0;
  if (outcome.policy_code == "VMPL" && (lacks_vmpl_0 || is_other_vmpl))
    return pass("accepted; the default policy refuses it, as it must: VMPL", outcome);
  return fail("the default policy refuses it although it is valid: " + outcome.policy_code + ": " + outcome.policy_text);
}

Judgement judge_refused(const VectorCase& vector, const Outcome& outcome, const Expectation& wanted) {
  const bool by_policy = vector.verdict == "invalid-by-policy" || says(check_of(vector), "signature=valid");
  if (by_policy && !outcome.code.empty())
    return fail("refused before policy was asked: " + outcome.code + ": " + outcome.text);
  if (!outcome.code.empty()) return judge_code(outcome.code, outcome.text, outcome, wanted);
  if (outcome.policy_code.empty()) return fail("ACCEPTED although it is " + vector.verdict);
  return judge_code(outcome.policy_code, outcome.policy_text, outcome, wanted);
}

Judgement judge_event_data(const Outcome& outcome) {
  if (!outcome.code.empty()) return fail("refused although the log replays: " + outcome.code + ": " + outcome.text);
  if (!outcome.untrusted_data) return fail("event data is TRUSTED although its digest does not cover it");
  return pass("replays; the event data that no digest covers is set aside", outcome);
}

}  // namespace

Judgement judge(const VectorCase& vector, const Outcome& outcome, const Expectation& expectation) {
  if (!outcome.skip.empty()) return {Result::kSkip, outcome.skip};
  if (!outcome.differences.empty()) return fail("other facts: " + join(outcome.differences, "; "));
  const std::string& verdict = vector.verdict;
  if (verdict == "valid" || verdict == "parse-only" || verdict == "binding-valid") return judge_accepted(vector, outcome);
  if (verdict == "invalid" || verdict == "invalid-by-policy") return judge_refused(vector, outcome, expectation);
  if (verdict == "invalid-event-data") return judge_event_data(outcome);
  return fail("the verdict \"" + verdict + "\" is not known");
}

}  // namespace postern::vectors
