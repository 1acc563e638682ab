// SPDX-License-Identifier: Apache-2.0
#include "common/snp/parse_vek_certificate.h"
#include "common/x509/parse_certificate.h"
#include "vectors/judges.h"
#include "vectors/snp_facts.h"
#include "vectors/snp_trust.h"

namespace postern::vectors {
namespace {

// judge_vek: a VEK with its chain.
Outcome judge_vek(const CaseContext& context, const std::string& vek, const std::vector<sdk::ByteView>& others,
                  const std::string& root) {
  Outcome outcome;
  const Json found = found_facts({}, sdk::as_bytes(vek));
  if (found.contains("vek")) outcome.differences = differences(found["vek"], context.vector.facts);
  const auto verified = snp::verify_vek_evidence({{}, sdk::as_bytes(vek), others, {}}, trust_of(context, root));
  if (verified.ok()) return outcome;
  Outcome refusal = refused(verified.failure());
  refusal.differences = std::move(outcome.differences);
  return refusal;
}

// manifest_pin: what the manifest itself says about that root, or nothing.
std::string manifest_pin(const Manifest& manifest, const std::string& name) {
  const Json& roots = manifest.whole().value("amd_roots", Json::object());
  return roots.contains(name) ? roots[name].value("spki_sha256", "") : "";
}

// judge_issuers: certificates above VEKs only. Every one of them must be vouched for by a root that is built in.
Outcome judge_issuers(const CaseContext& context) {
  const std::string& root = context.files.text("ark.pem");
  VECTORS_TRY(ark, x509::parse_one_certificate(sdk::as_bytes(root), "ark"));
  Outcome outcome;
  if (!is_amd_root(ark)) outcome.differences.push_back("ark.pem is no root that is built in");
  std::vector<x509::Pin> pins;
  for (const snp::RootPin& pin : snp::amd_roots()) pins.push_back(pin.pin);
  for (const auto& [name, content] : context.files.all()) {
    VECTORS_TRY(certificate, x509::parse_one_certificate(sdk::as_bytes(content), name));
    const std::string pin = manifest_pin(context.manifest, certificate.common_name().value_or(""));
    if (!pin.empty() && pin != x509::to_text(x509::spki_pin(certificate)))
      outcome.differences.push_back(name + ": the manifest pins another key");
    if (name == "ark.pem") continue;
    VECTORS_CHECK(x509::verify_chain(certificate, std::span(&ark, 1), pins, x509::SignatureRule::kAmd, context.now));
  }
  return outcome;
}

// judge_thim: the answer of Azure's service for its hosts' certificates.
Outcome judge_thim(const CaseContext& context) {
  const Json thim = context.files.json("thim.json");
  const std::string vek = thim.value("vcekCert", ""), chain = thim.value("certificateChain", "");
  VECTORS_TRY(issuers, x509::parse_certificates(sdk::as_bytes(chain), "thim.chain"));
  Json names = Json::array();
  for (const x509::Certificate& issuer : issuers) names.push_back(issuer.common_name().value_or(""));
  Outcome outcome;
  VECTORS_TRY(verified, snp::verify_vek_evidence({{}, sdk::as_bytes(vek), {sdk::as_bytes(chain)}, {}},
                                                 {snp::amd_roots(), context.now, {}}));
  const std::string tcbm = thim.value("tcbm", "");
  outcome.differences = differences({{"tcbm", tcbm}, {"certs_in_chain", names}}, context.vector.facts);
  const snp::TcbVersion tcb = snp::unpack_tcb({std::stoull(tcbm, nullptr, 16)}, verified.product());
  if (!snp::different_components(tcb, verified.facts().tcb).empty())
    outcome.differences.push_back("tcbm is not the TCB that the certificate is for");
  return outcome;
}

}  // namespace

Outcome judge_snp_certs(const CaseContext& context) {
  const CaseFiles& files = context.files;
  if (files.has("thim.json")) return judge_thim(context);
  const std::string* vek = files.first({"vek.pem", "vek.der", "vcek.pem", "vcek.der", "vlek.pem", "vlek.der"});
  if (vek == nullptr) return judge_issuers(context);
  const std::string* ask = files.first({"ask.pem", "ask.der", "asvk.pem", "asvk.der"});
  const std::string* ark = files.first({"ark.pem", "ark.der"});
  if (ask == nullptr || ark == nullptr) throw BrokenCase("the case has no ASK or no ARK");
  return judge_vek(context, *vek, {sdk::as_bytes(*ask), sdk::as_bytes(*ark)}, *ark);
}

}  // namespace postern::vectors
