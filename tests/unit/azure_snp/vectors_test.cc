// SPDX-License-Identifier: Apache-2.0
//
// The azure-sev-snp cases of the attestation vectors of kind constellation-attdoc, each with the reason that it must
// give.
#include <gtest/gtest.h>

#include "common/tpm2/parse_time.h"
#include "support/recording_host.h"
#include "support/vector_case.h"
#include "validators/azure-snp/validator.h"

namespace postern::azure_snp {
namespace {

using nlohmann::json;
using test::VectorCase;

std::string to_config(const VectorCase& vector, const json& reference) {
  json pcrs = json::object();
  for (const auto& [pcr, entry] : reference["measurements"].items())
    pcrs[pcr] = {{"expected", entry["expected"]}, {"warn_only", entry["warnOnly"]}};
  return json{{"measurements", {{{"name", "vector"}, {"pcrs", pcrs}}}},
              {"amd_roots", false},
              {"trusted_roots", {vector.read("trusted_ark.pem").value()}},
              {"kds", "none"},
              {"minimum_tcb", reference["min_tcb"]},
              {"id_key_digests", reference["accepted_id_key_digests"]},
              {"id_key_enforcement", reference["id_key_enforcement"]}}
      .dump();
}

struct Outcome {
  std::string code, user_data;
};

Outcome judge(const VectorCase& vector) {
  test::RecordingHost host;
  sdk::Call call = host.call();
  const json config = vector.read_json("config.json");
  host.now = *tpm2::parse_time(config["verify_time"].get<std::string>());
  const sdk::ByteVector nonce = test::from_hex(config["nonce"]);
  const auto document = vector.read("attdoc.json");
  auto validator =
      AzureSnpValidator::create(call, AzureSnpValidator::read_config(to_config(vector, config)).take()).take();
  const auto judged = validator->validate(call, {"azure-sev-snp", sdk::as_bytes(*document), nonce, {}});
  if (!judged.ok()) return {judged.failure().code(), ""};
  return {"ok", host.bindings.at(POSTERN_BINDING_CHANNEL_KEY)};
}

const std::map<std::string, std::string> kCodes{{"azure-snp", "ok"},
                                                {"azure-snp-report-v2", "ok"},
                                                {"azure-snp-current-newer", "ok"},
                                                {"neg-azure-debug-policy", "GUEST_POLICY"},
                                                {"neg-azure-migrate-ma", "GUEST_POLICY"},
                                                {"neg-azure-vmpl1", "VMPL"},
                                                {"neg-azure-idkey", "ID_KEY_MISMATCH"},
                                                {"neg-azure-launch-tcb-low", "TCB_TOO_LOW"},
                                                {"neg-azure-min-tcb", "TCB_TOO_LOW"},
                                                {"neg-azure-current-lt-committed", "TCB_INCONSISTENT"},
                                                {"neg-azure-reported-ne-vcek", "TCB_MISMATCH"},
                                                {"neg-azure-chipid", "CHIP_MISMATCH"},
                                                {"neg-azure-report-sig-flip", "SIGNATURE_INVALID"},
                                                {"neg-azure-report-body-flip", "SIGNATURE_INVALID"},
                                                {"neg-azure-report-short", "REPORT_MALFORMED"},
                                                {"neg-azure-lookalike-root", "ROOT_UNTRUSTED"},
                                                {"neg-azure-real-amd-root-pinned", "ROOT_UNTRUSTED"},
                                                {"neg-azure-vcek-expired", "CERTIFICATE_EXPIRED"},
                                                {"neg-azure-ak-not-in-runtime-data", "AK_UNTRUSTED"},
                                                {"neg-azure-runtime-data-mismatch", "REPORT_DATA_MISMATCH"},
                                                {"neg-azure-runtime-not-json", "EVIDENCE_MALFORMED"},
                                                {"neg-azure-missing-azure-info", "EVIDENCE_MALFORMED"},
                                                {"neg-azure-cert-garbage", "CERTIFICATE_INVALID"},
                                                {"neg-azure-instanceinfo-reserialised", "NONCE_MISMATCH"},
                                                {"neg-azure-instanceinfo-garbage", "EVIDENCE_MALFORMED"},
                                                {"neg-azure-bootstrapped-pcr15", "PCR_MISMATCH"}};

TEST(Vectors, AzureDocuments) {
  const auto vectors = test::load_vectors("constellation-attdoc");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  std::size_t judged = 0;
  for (const VectorCase& vector : *vectors) {
    if (vector.facts.value("variant", "") != "azure-sev-snp") continue;
    ++judged;
    const auto expected = kCodes.find(vector.id.substr(vector.id.rfind('/') + 1));
    const Outcome outcome = judge(vector);
    EXPECT_EQ(outcome.code, expected == kCodes.end() ? "no expectation for this case" : expected->second) << vector.id;
    EXPECT_EQ(outcome.code == "ok", vector.verdict == "valid") << vector.id;
    if (vector.verdict != "valid") continue;
    EXPECT_EQ(sdk::to_hex(sdk::as_bytes(outcome.user_data)), vector.facts["expected_user_data_hex"]) << vector.id;
  }
  EXPECT_EQ(judged, kCodes.size());
}

}  // namespace
}  // namespace postern::azure_snp
