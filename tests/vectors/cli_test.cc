// SPDX-License-Identifier: Apache-2.0
//
// Every case of the vectors that a document can carry, through the program itself: the verdict, a code that fits the
// manifest's reason, and a tree that shows what was expected and what was found.

#include <absl/strings/escaping.h>
#include <gmock/gmock.h>

#include <iostream>

#include "vectors/assembled_document.h"
#include "vectors/cli_run.h"
#include "vectors/document_case.h"
#include "vectors/expected_codes.h"
#include "vectors/not_carried.h"

namespace postern::vectors {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

struct Count {
  std::size_t whole = 0, assembled = 0, not_carried = 0;
};

class CliVectors : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kManifest)) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
    auto loaded = Manifest::load(kManifest);
    ASSERT_TRUE(std::holds_alternative<Manifest>(loaded)) << std::get<std::string>(loaded);
    manifest_ = std::get<Manifest>(std::move(loaded));
  }
  void TearDown() override {
    for (const auto& [kind, count] : counts_)
      std::cout << kind << ": " << count.whole << " documents as they are, " << count.assembled << " assembled, " << count.not_carried
                << " that no document carries\n";
  }

  std::optional<DocumentRequest> request_of(const VectorCase& vector) {
    try {
      return made_of(vector);
    } catch (const BrokenCase& broken) {
      ADD_FAILURE() << broken.what();
      return std::nullopt;
    }
  }

 private:
  std::optional<DocumentRequest> made_of(const VectorCase& vector) {
    const CaseFiles files(*manifest_, vector);
    const CaseContext context{*manifest_, vector, files, verify_time(*manifest_, vector, files), POSTERN_PLUGIN_DIR};
    const bool is_whole = vector.kind == "constellation-attdoc";
    auto request = is_whole ? document_case(context) : assemble(context);
    if (request) ++(is_whole ? counts_[vector.kind].whole : counts_[vector.kind].assembled);
    return request;
  }

 protected:
  static constexpr const char* kManifest = POSTERN_VECTORS "/MANIFEST.json";
  std::optional<Manifest> manifest_;
  std::map<std::string, Count> counts_;
};

const NotCarried* find_excuse(const VectorCase& vector) {
  for (const NotCarried& one : not_carried())
    if (one.kind == vector.kind && fits(one.pattern, vector.name())) return &one;
  return nullptr;
}

// reason_of: of the one pipeline, with a code, and with what was expected and what was observed instead.
Json reason_of(const Printed& printed) {
  const Json json = Json::parse(printed.output, nullptr, false);
  EXPECT_TRUE(json.is_object() && json["pipelines"].size() == 1) << printed.output;
  if (!json.is_object() || json["pipelines"].size() != 1) return Json::object();
  EXPECT_EQ(json["verdict"], "deny") << printed.output;
  Json reason = json["pipelines"][0].value("reason", Json::object());
  for (const char* part : {"code", "expected", "observed", "cause", "remedy"}) EXPECT_NE(reason.value(part, ""), "") << part << "\n" << printed.output;
  EXPECT_NE(reason.value("expected", ""), reason.value("observed", "")) << printed.output;
  return reason;
}

void expect_shown(const Json& reason, const std::string& tree) {
  EXPECT_THAT(tree, HasSubstr(reason.value("code", "?")));
  for (const std::string part : {"expected", "observed"})
    EXPECT_THAT(tree, HasSubstr(part + " " + absl::Utf8SafeCEscape(reason.value(part, "?"))));
}

TEST_F(CliVectors, EveryNegativeCaseIsDeniedForItsReasonAndExplained) {
  for (const VectorCase& vector : manifest_->cases()) {
    if (vector.verdict != "invalid" && vector.verdict != "invalid-by-policy") continue;
    SCOPED_TRACE(vector.id);
    if (find_excuse(vector) != nullptr) {
      ++counts_[vector.kind].not_carried;
      continue;
    }
    const auto request = request_of(vector);
    EXPECT_TRUE(request) << "no document can be made of it";
    if (!request) continue;
    const std::vector<std::string> codes = ExpectedCodes::compiled_in().find(vector).codes;
    EXPECT_FALSE(codes.empty()) << "which code fits is not known";
    const CliRun run(*request);
    const Printed verdict = run.verify(), tree = run.explain();
    EXPECT_EQ(verdict.code, 1);
    EXPECT_EQ(tree.code, 1);
    const Json reason = reason_of(verdict);
    EXPECT_THAT(codes, Contains(reason.value("code", "?"))) << verdict.output;
    expect_shown(reason, tree.output);
  }
}

// What no document shows for its own reason is refused all the same when a document carries it.
TEST_F(CliVectors, CasesThatNoDocumentShowsAreNotAllowed) {
  for (const VectorCase& vector : manifest_->cases()) {
    const NotCarried* excuse = vector.verdict.starts_with("invalid") ? find_excuse(vector) : nullptr;
    if (excuse == nullptr || excuse->instead.empty()) continue;
    SCOPED_TRACE(vector.id);
    const auto request = request_of(vector);
    ASSERT_TRUE(request);
    const Printed verdict = CliRun(*request).verify();
    EXPECT_NE(verdict.code, 0);
    EXPECT_THAT(verdict.output, HasSubstr("\"" + excuse->instead + "\""));
  }
}

TEST_F(CliVectors, EveryExcuseIsOfSomeCase) {
  for (const NotCarried& one : not_carried())
    EXPECT_TRUE(std::any_of(manifest_->cases().begin(), manifest_->cases().end(), [&](const VectorCase& vector) {
      return vector.verdict.starts_with("invalid") && find_excuse(vector) == &one;
    })) << one.kind << " " << one.pattern;
}

// So that a case is not refused for what every document around such evidence is refused for.
TEST_F(CliVectors, EveryRightCaseIsAdmittedAsFarAsItsDocumentGoes) {
  for (const VectorCase& vector : manifest_->cases()) {
    if (vector.verdict != "valid" && vector.verdict != "invalid-event-data") continue;
    SCOPED_TRACE(vector.id);
    const auto request = request_of(vector);
    EXPECT_TRUE(request || vector.kind != "constellation-attdoc");
    if (!request) {
      ++counts_[vector.kind].not_carried;
      continue;
    }
    const Printed verdict = CliRun(*request).verify();
    const std::string end = vector.kind == "constellation-attdoc" ? "" : end_of(vector.kind);
    EXPECT_EQ(verdict.code, end.empty() ? 0 : 1) << verdict.output;
    if (end.empty()) continue;
    EXPECT_EQ(reason_of(verdict).value("code", "?"), end) << verdict.output;
  }
}

TEST(NotCarriedCases, AreNotThoseThatADocumentWouldShow) {
  for (const NotCarried& one : not_carried()) EXPECT_NE(one.kind, "constellation-attdoc") << one.pattern;
}

}  // namespace
}  // namespace postern::vectors
