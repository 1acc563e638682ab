// SPDX-License-Identifier: Apache-2.0
#include "common/snp/parse_report.h"
#include "common/snp/verify_evidence.h"
#include "vectors/judges.h"
#include "vectors/snp_facts.h"
#include "vectors/snp_policy.h"
#include "vectors/snp_trust.h"

namespace postern::vectors {
namespace {

Outcome judge_report(const CaseContext& context, const std::string* vek) {
  const CaseFiles& files = context.files;
  const sdk::ByteView report = sdk::as_bytes(files.text("report.bin"));
  if (vek == nullptr && context.vector.verdict == "parse-only") {
    VECTORS_CHECK(snp::parse_report(report));
    return {};
  }
  const std::string* ask = files.first({"ask.pem", "ask.der", "asvk.pem", "asvk.der"});
  const std::string* ark = files.first({"ark.pem", "ark.der"});
  if (vek == nullptr || ask == nullptr || ark == nullptr) throw BrokenCase("the case has no VEK, no ASK or no ARK");
  VECTORS_TRY(verified, snp::verify_evidence({report, sdk::as_bytes(*vek), {sdk::as_bytes(*ask), sdk::as_bytes(*ark)}, {}},
                                             trust_of(context, *ark)));
  Outcome outcome = ask_default_policy(verified);
  if (!same_product(context.vector.facts.value("product", Json()), verified.product()))
    outcome.differences.push_back("product: found " + std::string(snp::name_of(verified.product())));
  return outcome;
}

}  // namespace

Outcome judge_snp_report(const CaseContext& context) {
  const std::string* vek = context.files.first({"vek.pem", "vek.der"});
  Outcome outcome = judge_report(context, vek);
  const sdk::ByteView report = sdk::as_bytes(context.files.text("report.bin"));
  const Json found = found_facts(report, vek == nullptr ? sdk::ByteView() : sdk::as_bytes(*vek));
  for (std::string& one : differences(found, context.vector.facts)) outcome.differences.push_back(std::move(one));
  return outcome;
}

}  // namespace postern::vectors
