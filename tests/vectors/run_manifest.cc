// SPDX-License-Identifier: Apache-2.0
#include "vectors/run_manifest.h"

#include <algorithm>
#include <ostream>

#include "vectors/judgement.h"
#include "vectors/judges.h"

namespace postern::vectors {
namespace {

bool is_wanted(const std::vector<std::string>& wanted, const std::string& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

Judgement judge_case(const Manifest& manifest, const VectorCase& vector, const RunOptions& options) {
  const CaseFiles files(manifest, vector);
  const Judge judge_kind = find_judge(vector.kind);
  if (judge_kind == nullptr) throw BrokenCase("the kind \"" + vector.kind + "\" is not known");
  const CaseContext context{manifest, vector, files, options.now.value_or(verify_time(manifest, vector, files)),
                            options.plugin_dir};
  return judge(vector, judge_kind(context), ExpectedCodes::compiled_in().find(vector));
}

// An exception is never a verdict: neither of the case nor of the code under test.
Judgement judge_safely(const Manifest& manifest, const VectorCase& vector, const RunOptions& options) {
  try {
    return judge_case(manifest, vector, options);
  } catch (const BrokenCase& broken) {
    return {Result::kFail, broken.what()};
  } catch (const std::exception& error) {
    return {Result::kFail, std::string("an exception instead of a verdict: ") + error.what()};
  }
}

const char* word(Result result) {
  return result == Result::kPass ? "PASS" : result == Result::kSkip ? "SKIP" : "FAIL";
}

std::string one_line(std::string text) {
  std::replace_if(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; }, ' ');
  return text;
}

void print(std::ostream& out, const VectorCase& vector, const Judgement& judgement, bool json) {
  const std::string id = vector.id.empty() ? "(no id)" : vector.id;
  if (!json) {
    out << word(judgement.result) << ' ' << one_line(id + ' ' + judgement.reason) << '\n';
    return;
  }
  const Json line{{"id", id}, {"kind", vector.kind}, {"result", word(judgement.result)}, {"reason", judgement.reason}};
  out << line.dump(-1, ' ', false, Json::error_handler_t::replace) << '\n';
}

}  // namespace

Counts run_manifest(const Manifest& manifest, const RunOptions& options, std::ostream& out) {
  Counts counts;
  for (const VectorCase& vector : manifest.cases()) {
    if (!is_wanted(options.kinds, vector.kind) || !is_wanted(options.ids, vector.id)) continue;
    const Judgement judgement = judge_safely(manifest, vector, options);
    print(out, vector, judgement, options.json);
    ++(judgement.result == Result::kPass ? counts.passed : judgement.result == Result::kSkip ? counts.skipped : counts.failed);
  }
  out << counts.passed << " passed, " << counts.failed << " failed, " << counts.skipped << " skipped\n";
  return counts;
}

}  // namespace postern::vectors
