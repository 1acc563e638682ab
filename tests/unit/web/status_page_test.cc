// SPDX-License-Identifier: Apache-2.0
#include "host/web/status_page.h"

#include <gmock/gmock.h>

#include "host/web/escape_html.h"

namespace postern::web {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(EscapeHtml, LeavesNothingThatIsMarkup) {
  EXPECT_EQ(escape_html("a<b>&\"'c"), "a&lt;b&gt;&amp;&quot;&#39;c");
  EXPECT_EQ(escape_html("é\n\t"), "é\n\t");
  EXPECT_EQ(escape_html(std::string_view("\x1b[31m\0", 6)), "\xEF\xBF\xBD[31m\xEF\xBF\xBD");
}

StatusView view() {
  StatusView view;
  view.version = "1.2.3";
  view.generation = 7;
  view.pipelines.push_back({"workers", "qemu-vtpm", "join", "worker", {"tpm.ak.name is 00"},
                            {{"tpm", "qemu-tpm/qemu-tpm", true, false, {}}, {"keys", "kms/kms", false, false, {"spare"}}},
                            {{"issued", 3}, {"PCR_MISMATCH", 2}}});
  DecisionView refused;
  refused.is_refusal = true;
  refused.code = "PCR_MISMATCH";
  refused.expected = "aa";
  refused.observed = "bb";
  view.decisions.push_back(refused);
  return view;
}

TEST(StatusPage, ShowsChainsCountsAndReasons) {
  const std::string page = status_page(view());
  for (const char* part : {"workers", "qemu-tpm/qemu-tpm", "or <strong>spare", "issued 3", "PCR_MISMATCH 2", "<dd>aa</dd>",
                           "<dd>bb</dd>", "when <code>tpm.ak.name is 00", "version 1.2.3"})
    EXPECT_THAT(page, HasSubstr(part));
  EXPECT_THAT(page, HasSubstr(status_part(view())));
}

// A condition on claims stands after the steps that prove them and before the first that gives something away.
TEST(StatusPage, ConditionsStandBetweenJudgingAndGiving) {
  const std::string part = status_part(view());
  const std::size_t judge = part.find("class=\"judge\""), when = part.find("class=\"when\""), give = part.find("class=\"give\"");
  EXPECT_LT(judge, when);
  EXPECT_LT(when, give);
}

TEST(StatusPage, NothingOfAPeerBecomesMarkup) {
  StatusView hostile = view();
  const std::string script = "<script>alert(1)</script>";
  hostile.decisions[0] = {script, true, script, script, script, script, script, script, script,
                          script, script, script, script, script, script};
  hostile.pipelines[0].name = hostile.pipelines[0].when[0] = hostile.pipelines[0].counts[0].what = script;
  hostile.plugins.push_back({script, script, script});
  hostile.digest = hostile.loaded = hostile.reload_time = hostile.reload_result = script;
  EXPECT_THAT(status_part(hostile), Not(HasSubstr("<script")));
}

TEST(StatusPage, SaysWhenNothingHappenedYet) {
  StatusView quiet = view();
  quiet.decisions.clear();
  EXPECT_THAT(status_part(quiet), HasSubstr("None yet."));
}

}  // namespace
}  // namespace postern::web
