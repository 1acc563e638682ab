// SPDX-License-Identifier: Apache-2.0
//
// The cases of the attestation vectors that concern Google Compute Engine, each with the reason that it must give.
#include "common/gce/verify_ak_certificate.h"
#include "common/gce/verify_firmware.h"
#include "common/attdoc/parse_document.h"
#include "common/tpm2/parse_event_log.h"
#include "common/x509/parse_certificate.h"
#include "support/vector_case.h"
#include "unit/gcp/machine_judge.h"
#include "validators/gcp/sev_es_validator.h"
#include "validators/gcp/sev_snp_validator.h"

namespace postern::gcp {
namespace {

using nlohmann::json;
using test::VectorCase;

json to_config(const VectorCase& vector, const json& reference) {
  json pcrs = json::object();
  for (const auto& [pcr, entry] : reference["measurements"].items())
    pcrs[pcr] = {{"expected", entry["expected"]}, {"warn_only", entry["warnOnly"]}};
  json config{{"ak_trust", "compute-api"},        {"allowed_projects", {"example-project"}},
              {"compute_url", test::kComputeUrl}, {"credentials", "metadata"},
              {"metadata_url", test::kMetadataUrl}, {"measurements", {{{"name", "vector"}, {"pcrs", pcrs}}}}};
  if (reference["variant"] == "gcp-sev-es") return config;
  config["trusted_roots"] = {vector.read("trusted_ark.pem").value()};
  config["kds"] = "none";
  config["minimum_tcb"] = reference["min_tcb"];
  return config;
}

template <typename Validator>
sdk::Judgement judge(Host& host, const json& config, const sdk::Evidence& evidence) {
  sdk::Call call = host.call();
  auto read = Validator::read_config(config.dump());
  if (!read.ok()) return read.failure();
  return Validator::create(call, read.take()).take()->validate(call, evidence);
}

std::string outcome_of(const VectorCase& vector, Host& host) {
  const json reference = vector.read_json("config.json");
  const sdk::ByteVector nonce = test::from_hex(reference["nonce"]);
  const std::string document = vector.read("attdoc.json").value(), variant = reference["variant"];
  host.pages[test::kMetadataUrl + std::string(test::kTokenPath)] = test::token_answer();
  host.pages[test::kComputeUrl + test::compute_api_path({})] =
      json{{"signingKey", {{"ekPub", vector.read("trusted_ak.pem").value()}}}}.dump();
  const sdk::Evidence evidence{variant, sdk::as_bytes(document), nonce, {}};
  const json config = to_config(vector, reference);
  const auto judged = variant == "gcp-sev-es" ? judge<SevEsValidator>(host, config, evidence)
                                              : judge<SevSnpValidator>(host, config, evidence);
  return judged.ok() ? "ok" : judged.failure().code();
}

const std::map<std::string, std::string> kDocuments{{"gcp-snp", "ok"},
                                                    {"gcp-snp-with-tee-attestation", "ok"},
                                                    {"gcp-sev-es", "ok"},
                                                    {"neg-gcp-ak-not-trusted", "AK_UNTRUSTED"},
                                                    {"neg-gcp-es-ak-not-trusted", "AK_UNTRUSTED"},
                                                    {"neg-gcp-report-data", "REPORT_DATA_MISMATCH"},
                                                    {"neg-gcp-debug-policy", "GUEST_POLICY"}};

std::string name_of(const VectorCase& vector) { return vector.id.substr(vector.id.rfind('/') + 1); }

TEST(GcpVectors, Documents) {
  const auto vectors = test::load_vectors("constellation-attdoc");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  int judged = 0;
  for (const VectorCase& vector : *vectors) {
    if (!vector.facts.value("variant", "").starts_with("gcp-")) continue;
    ++judged;
    Host host;
    const std::string outcome = outcome_of(vector, host);
    const auto expected = kDocuments.find(name_of(vector));
    ASSERT_NE(expected, kDocuments.end()) << "no expectation for " << vector.id;
    EXPECT_EQ(outcome, expected->second) << vector.id;
    EXPECT_EQ(outcome == "ok", vector.verdict == "valid") << vector.id;
    if (outcome != "ok") continue;
    EXPECT_EQ(sdk::to_hex(sdk::as_bytes(host.bindings.at(POSTERN_BINDING_CHANNEL_KEY))), vector.facts["expected_user_data_hex"]);
  }
  EXPECT_EQ(judged, static_cast<int>(kDocuments.size()));
}

// A real machine's attestation, as go-tpm-tools keeps it: a part of Constellation's document.
std::string attestation_outcome(const VectorCase& vector) {
  const auto document = attdoc::parse_document("{\"Attestation\":" + vector.read("attestation.go.json").value() + "}");
  if (!document.ok()) return document.failure().code();
  const auto area = tpm2::parse_public(document.value().ak_pub);
  const auto key = tpm2::verify_attestation_key(area.value());
  for (const tpm2::Quote& quote : document.value().quotes) {
    const auto verified = tpm2::verify_quote(quote, key.value().key(), vector.read_bytes("nonce.bin"), tpm2::kAllPcrs);
    if (!verified.ok()) return verified.failure().code();
    const auto log = tpm2::verify_event_log(tpm2::parse_event_log(*document.value().event_log).take(), verified.value());
    if (!log.ok()) return log.failure().code();
    const auto firmware = gce::verify_firmware(log.value());
    if (!firmware.ok()) return firmware.failure().code();
    EXPECT_EQ(firmware.value().technology(), gce::Technology::kAmdSev);
    EXPECT_EQ(firmware.value().version(), 1u);
  }
  return document.value().quotes.empty() ? "no quote" : "ok";
}

TEST(GcpVectors, Attestations) {
  const auto vectors = test::load_vectors("gce");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  const std::map<std::string, std::string> codes{{"cos85-no-nonce", "ok"},
                                                 {"neg-cos85-no-nonce-wrong-nonce", "NONCE_MISMATCH"},
                                                 {"neg-cos85-no-nonce-pcr0-flip", "PCR_DIGEST_MISMATCH"},
                                                 {"neg-cos85-no-nonce-sig-flip", "SIGNATURE_INVALID"},
                                                 {"neg-cos85-no-nonce-eventlog-flip", "EVENT_LOG_MISMATCH"}};
  std::size_t judged = 0;
  for (const VectorCase& vector : *vectors) {
    if (!vector.read("attestation.go.json")) continue;
    ++judged;
    EXPECT_EQ(attestation_outcome(vector), codes.at(name_of(vector))) << vector.id;
  }
  EXPECT_EQ(judged, codes.size());
}

class RealCertificates : public testing::Test {
 protected:
  void SetUp() override {
    const auto vectors = test::load_vectors("gce");
    if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
    for (const VectorCase& vector : *vectors) cases_.emplace(name_of(vector), vector);
    for (const char* file : {"gcp_ek_ak_ca_intermediate_v3.crt", "tpm_ek_intermediate_2.crt", "tpm_ek_intermediate_3.crt"})
      intermediates_.push_back(der("ca-certs", file));
  }
  sdk::ByteVector der(const std::string& id, const std::string& file) const {
    return x509::parse_one_certificate(sdk::as_bytes(cases_.at(id).read(file).value()), file).value().der();
  }
  // judge: the certificate, with the key that it certifies.
  auto judge(const sdk::ByteVector& leaf) const {
    const auto parsed = x509::parse_certificate(leaf, "leaf").take();
    unsigned char* spki = nullptr;
    const int size = i2d_PUBKEY(parsed.public_key(), &spki);
    const auto key = tpm2::PublicKey::from_der({reinterpret_cast<const std::byte*>(spki), static_cast<std::size_t>(size)}).take();
    OPENSSL_free(spki);
    return gce::verify_ak_certificate({leaf, intermediates_}, key, gce::google_ak_roots(), std::chrono::sys_seconds(std::chrono::seconds(test::kPkiNow)));
  }

  std::map<std::string, VectorCase> cases_;
  std::vector<sdk::ByteVector> intermediates_;
};

TEST_F(RealCertificates, OfSigningKeysAreAccepted) {
  for (const char* file : {"pca_tpm_rsa_sign_cert.pem", "pca_tpm_ecc_sign_cert.pem"}) {
    const auto verified = judge(der("ek-ak-certs-pca", file));
    ASSERT_THAT(verified, Succeeds()) << file;
    EXPECT_EQ(verified.value().facts().instance, (gce::Instance{"us-central1-a", "google.com:wuale-gcp-testing", "cs-debug-pca"}));
    EXPECT_EQ(verified.value().facts().instance_id, 218557372616137117u);
    EXPECT_EQ(verified.value().chain().root().common_name(), "EK/AK CA Root");
  }
  const auto older = judge(cases_.at("cos85-no-nonce").read_bytes("ak_cert.der"));
  ASSERT_THAT(older, Succeeds());
  EXPECT_EQ(older.value().facts().instance.instance_name, "cos-test");
}

TEST_F(RealCertificates, OfEncryptionKeysAreRefused) {
  for (const char* file : {"pca_tpm_rsa_enc_cert.pem", "pca_tpm_ecc_enc_cert.pem"})
    EXPECT_THAT(judge(der("ek-ak-certs-pca", file)), DeniedWith(POSTERN_REASON_CHAIN_INVALID)) << file;
}

TEST_F(RealCertificates, RootsAreThoseThatAreBuiltIn) {
  const auto roots = gce::google_ak_roots();
  EXPECT_EQ(der("ca-certs", "gcp_ek_ak_ca_root.crt"), roots.certificates.at(0).der());
  EXPECT_EQ(der("ca-certs", "tpm_ek_root_1.cer"), roots.certificates.at(1).der());
}

}  // namespace
}  // namespace postern::gcp
