// SPDX-License-Identifier: Apache-2.0
//
// The attestation test vectors of the kinds snp-report and snp-certs: what the trust half must say to each.
// Policy (debug, VMPL) is not its business.
#include <gtest/gtest.h>

#include <map>

#include "common/snp/parse_report.h"
#include "common/snp/verify_evidence.h"
#include "common/x509/parse_certificate.h"
#include "support/vector_case.h"

namespace postern::snp {
namespace {

using test::VectorCase;

#define POSTERN_SKIP_WITHOUT(vectors) \
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS

// The end of a case's name, and what it must be refused for; the longest that fits counts.
const std::map<std::string, std::string> kCodes{{"-sig-r-flip", "SIGNATURE_INVALID"},
                                                {"-sig-s-flip", "SIGNATURE_INVALID"},
                                                {"-sig-zero", "SIGNATURE_INVALID"},
                                                {"-sig-bigendian", "SIGNATURE_INVALID"},
                                                {"-sig-r-high-byte", "SIGNATURE_INVALID"},
                                                {"-measurement-flip", "SIGNATURE_INVALID"},
                                                {"-reportdata-flip", "SIGNATURE_INVALID"},
                                                {"-policy-debug-set", "SIGNATURE_INVALID"},
                                                {"-reported-tcb-flip", "SIGNATURE_INVALID"},
                                                {"-chipid-flip", "SIGNATURE_INVALID"},
                                                {"-signing-key-bits", "SIGNATURE_INVALID"},
                                                {"-vmpl-changed", "SIGNATURE_INVALID"},
                                                {"-truncated-1183", "REPORT_MALFORMED"},
                                                {"-truncated-672", "REPORT_MALFORMED"},
                                                {"-empty", "REPORT_MALFORMED"},
                                                {"-sigalgo-0", "REPORT_MALFORMED"},
                                                {"-version-0", "REPORT_VERSION"},
                                                {"neg-combo-vcek-of-other-chip", "SIGNATURE_INVALID"},
                                                {"neg-combo-wrong-product-chain", "CHAIN_INVALID"},
                                                {"neg-combo-asvk-instead-of-ask", "CHAIN_INVALID"},
                                                {"neg-combo-turin-with-genoa-chain", "CHAIN_INVALID"},
                                                {"neg-synthetic-turin-fmc", "TCB_MISMATCH"},
                                                {"neg-synthetic-turin-milan-tcb-layout", "TCB_MISMATCH"},
                                                {"neg-synthetic-turin-hwid", "CHIP_MISMATCH"},
                                                {"neg-synthetic-turin-reserved", "REPORT_MALFORMED"},
                                                {"vcek-invalid-new", "CHAIN_INVALID"},
                                                {"neg-vcek-sig-flip", "CHAIN_INVALID"},
                                                {"neg-vcek-tbs-flip", "CHAIN_INVALID"},
                                                {"neg-ask-sig-flip", "CHAIN_INVALID"}};

std::string expected_code(const VectorCase& vector) {
  if (vector.verdict != "invalid" || vector.id.ends_with("-debug-policy")) return "ok";
  std::string name;
  for (const auto& [ending, code] : kCodes)
    if (vector.id.ends_with(ending) && ending.size() > name.size()) name = ending;
  return name.empty() ? "an entry in kCodes" : kCodes.at(name);
}

// time_of: a day at which the case's certificates are valid; the VLEK among them lives a year.
x509::Time time_of(const VectorCase& vector) {
  using namespace std::chrono;
  if (vector.id.find("vlek") != std::string::npos) return sys_days(year(2025) / 6 / 11);
  return sys_days(year(2026) / 11 / 21);
}

// trust_of: AMD's roots; for cases under a synthetic root that one alone, as if it were configured.
HardwareTrust trust_of(const VectorCase& vector) {
  HardwareTrust trust;
  trust.now = time_of(vector);
  if (vector.id.find("synthetic") == std::string::npos) return trust;
  const std::string ark = vector.read("ark.pem").value();
  trust.roots = {
      {ProductLine::kTurin, x509::spki_pin(x509::parse_one_certificate(sdk::as_bytes(ark), "ark").value())}};
  return trust;
}

template <typename T>
std::string code_of(const sdk::Result<T>& result) {
  return result.ok() ? "ok" : result.failure().code();
}

std::string file(const VectorCase& vector, const std::string& pem, const std::string& der) {
  if (auto text = vector.read(pem)) return *text;
  return vector.read(der).value();
}

std::string judge_report(const VectorCase& vector) {
  const std::string report = vector.read("report.bin").value();
  if (vector.verdict == "parse-only") return code_of(parse_report(sdk::as_bytes(report)));
  const std::string vek = vector.read("vek.pem").value(), ask = vector.read("ask.pem").value(),
                    ark = vector.read("ark.pem").value();
  return code_of(verify_evidence(
      {sdk::as_bytes(report), sdk::as_bytes(vek), {sdk::as_bytes(ask), sdk::as_bytes(ark)}, {}},
      trust_of(vector)));
}

// judge_issuers: ASK and ASVK below the real root.
std::string judge_issuers(const VectorCase& vector) {
  std::vector<x509::Pin> pins;
  for (const RootPin& root : amd_roots()) pins.push_back(root.pin);
  const auto read = [&](const char* name) {
    return x509::parse_one_certificate(sdk::as_bytes(vector.read(name).value()), name).take();
  };
  const std::vector<x509::Certificate> root{read("ark.pem")};
  for (const char* name : {"ask.pem", "asvk.pem"}) {
    const auto chain = x509::verify_chain(read(name), root, pins, x509::SignatureRule::kAmd, time_of(vector));
    if (!chain.ok()) return chain.failure().code();
  }
  return "ok";
}

std::string judge_certs(const VectorCase& vector) {
  if (vector.read("asvk.pem")) return judge_issuers(vector);
  std::string vek, chain;
  if (vector.read("thim.json")) {
    const nlohmann::json thim = vector.read_json("thim.json");
    vek = thim["vcekCert"];
    chain = thim["certificateChain"];
    return code_of(
        verify_vek_evidence({{}, sdk::as_bytes(vek), {sdk::as_bytes(chain)}, {}}, trust_of(vector)));
  }
  vek = file(vector, "vek.pem", "vek.der");
  const std::string ask = file(vector, "ask.pem", "ask.der"), ark = vector.read("ark.pem").value();
  return code_of(verify_vek_evidence({{}, sdk::as_bytes(vek), {sdk::as_bytes(ask), sdk::as_bytes(ark)}, {}},
                                     trust_of(vector)));
}

TEST(SnpVectors, Reports) {
  const auto vectors = test::load_vectors("snp-report");
  POSTERN_SKIP_WITHOUT(vectors);
  EXPECT_GE(vectors->size(), 48u);
  for (const VectorCase& vector : *vectors)
    EXPECT_EQ(judge_report(vector), expected_code(vector)) << vector.id;
}

TEST(SnpVectors, Certificates) {
  const auto vectors = test::load_vectors("snp-certs");
  POSTERN_SKIP_WITHOUT(vectors);
  EXPECT_GE(vectors->size(), 9u);
  for (const VectorCase& vector : *vectors)
    EXPECT_EQ(judge_certs(vector), expected_code(vector)) << vector.id;
}

TEST(SnpVectors, FactsOfReports) {
  const auto vectors = test::load_vectors("snp-report");
  POSTERN_SKIP_WITHOUT(vectors);
  std::size_t compared = 0;
  for (const VectorCase& vector : *vectors) {
    if (!vector.facts.contains("version") || vector.id.ends_with("-reserved")) continue;
    const auto parsed = parse_report(sdk::as_bytes(vector.read("report.bin").value()));
    ASSERT_TRUE(parsed.ok()) << vector.id;
    const Report& report = parsed.value();
    const nlohmann::json& facts = vector.facts;
    EXPECT_EQ(report.version, facts["version"]) << vector.id;
    EXPECT_EQ(report.guest_svn, facts["guest_svn"]) << vector.id;
    EXPECT_EQ(report.vmpl, facts["vmpl"]) << vector.id;
    EXPECT_EQ(sdk::to_hex(report.measurement), facts["measurement"]) << vector.id;
    EXPECT_EQ(sdk::to_hex(report.report_data), facts["report_data"]) << vector.id;
    EXPECT_EQ(sdk::to_hex(report.host_data), facts["host_data"]) << vector.id;
    EXPECT_EQ(sdk::to_hex(report.chip_id), facts["chip_id"]) << vector.id;
    EXPECT_EQ(report.policy.debug, facts["policy_bits"]["debug"] == 1) << vector.id;
    EXPECT_EQ(report.policy.smt, facts["policy_bits"]["smt"] == 1) << vector.id;
    if (facts.contains("cpuid")) {
      ASSERT_TRUE(report.cpuid.has_value()) << vector.id;
      EXPECT_EQ(report.cpuid->model, facts["cpuid"]["model"]) << vector.id;
    }
    if (facts.contains("launch_mit_vector")) {
      EXPECT_EQ(report.launch_mitigations, facts["launch_mit_vector"].get<uint64_t>()) << vector.id;
    }
    ++compared;
  }
  EXPECT_GE(compared, 8u);
}

}  // namespace
}  // namespace postern::snp
