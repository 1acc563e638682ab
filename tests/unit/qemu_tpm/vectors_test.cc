// SPDX-License-Identifier: Apache-2.0
//
// The qemu-vtpm cases of the attestation vectors of kind constellation-attdoc, each with the reason that it
// must give.
#include <gtest/gtest.h>

#include "common/attdoc/parse_document.h"
#include "common/attdoc/write_document.h"
#include "support/recording_host.h"
#include "support/vector_case.h"
#include "validators/qemu-tpm/validator.h"

namespace postern::qemu_tpm {
namespace {

using nlohmann::json;
using test::VectorCase;

// As the reference requires nothing by itself, the PCRs that a quote must cover are those of the
// measurements.
std::string to_config(const json& reference) {
  json pcrs = json::object();
  for (const auto& [pcr, entry] : reference["measurements"].items())
    pcrs[pcr] = {{"expected", entry["expected"]}, {"warn_only", entry["warnOnly"]}};
  return json{{"ak_trust", "any"}, {"measurements", {{{"name", "vector"}, {"pcrs", pcrs}}}}}.dump();
}

struct Outcome {
  std::string code;
  std::string warnings, user_data;
};

Outcome judge(const VectorCase& vector) {
  test::RecordingHost host;
  sdk::Call call = host.call();
  const json config = vector.read_json("config.json");
  const sdk::ByteVector nonce = test::from_hex(config["nonce"]);
  const auto document = vector.read("attdoc.json");
  auto validator =
      QemuTpmValidator::create(call, QemuTpmValidator::read_config(to_config(config)).take()).take();
  const auto judged = validator->validate(call, {"qemu-vtpm", sdk::as_bytes(*document), nonce, {}});
  if (!judged.ok()) return {judged.failure().code(), "", ""};
  return {"ok", host.claims.at("tpm.measurements.warnings").bytes,
          host.bindings.at(POSTERN_BINDING_CHANNEL_KEY)};
}

const std::map<std::string, std::string> kCodes{{"qemu-fresh", "ok"},
                                                {"qemu-eventlog", "ok"},
                                                {"qemu-warnonly", "ok"},
                                                {"neg-wrong-nonce", "NONCE_MISMATCH"},
                                                {"neg-userdata-changed", "NONCE_MISMATCH"},
                                                {"neg-quote-sig-flip", "SIGNATURE_INVALID"},
                                                {"neg-pcr-forged", "PCR_DIGEST_MISMATCH"},
                                                {"neg-pcr-not-expected", "PCR_MISMATCH"},
                                                {"neg-no-sha256-quote", "QUOTE_MISSING"},
                                                {"neg-sha384-valid-sha256-forged", "PCR_DIGEST_MISMATCH"},
                                                {"neg-duplicate-sha256-forged-first", "QUOTE_DUPLICATE"},
                                                {"neg-partial-quote-missing-pcrs", "PCR_SELECTION"},
                                                {"neg-eventlog-other", "EVENT_LOG_MISMATCH"},
                                                {"neg-eventlog-truncated", "EVENT_LOG_MALFORMED"},
                                                {"neg-akpub-other", "SIGNATURE_INVALID"},
                                                {"neg-pcr-length-31", "EVIDENCE_MALFORMED"},
                                                {"neg-quotes-empty", "QUOTE_MISSING"},
                                                {"neg-quote-null", "EVIDENCE_MALFORMED"},
                                                {"neg-pcrs-null", "EVIDENCE_MALFORMED"},
                                                {"neg-base64-invalid", "EVIDENCE_MALFORMED"},
                                                {"neg-not-json", "EVIDENCE_MALFORMED"},
                                                {"neg-truncated-json", "EVIDENCE_MALFORMED"},
                                                {"neg-empty", "EVIDENCE_MALFORMED"}};

std::string expected_code(const VectorCase& vector) {
  const auto found = kCodes.find(vector.id.substr(vector.id.rfind('/') + 1));
  return found == kCodes.end() ? "no expectation for this case" : found->second;
}

TEST(Vectors, QemuDocuments) {
  const auto vectors = test::load_vectors("constellation-attdoc");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  int judged = 0;
  for (const VectorCase& vector : *vectors) {
    if (vector.facts.value("variant", "") != "qemu-vtpm") continue;
    ++judged;
    const Outcome outcome = judge(vector);
    EXPECT_EQ(outcome.code, expected_code(vector)) << vector.id;
    EXPECT_EQ(outcome.code == "ok", vector.verdict == "valid") << vector.id;
    if (vector.verdict != "valid") continue;
    std::string warnings;
    for (const auto& pcr : vector.facts["warn_only_pcr_mismatches"])
      warnings += (warnings.empty() ? "" : ",") + std::to_string(pcr.get<int>());
    EXPECT_EQ(outcome.warnings, warnings) << vector.id;
    EXPECT_EQ(sdk::to_hex(sdk::as_bytes(outcome.user_data)), vector.facts["expected_user_data_hex"])
        << vector.id;
  }
  EXPECT_GT(judged, 0);
}

// What the reference writes is what write_document writes: the same bytes.
TEST(Vectors, DocumentsAreWrittenAsTheReferenceDoes) {
  const auto vectors = test::load_vectors("constellation-attdoc");
  if (!vectors) GTEST_SKIP() << "no attestation vectors at " << POSTERN_VECTORS;
  int compared = 0;
  for (const VectorCase& vector : *vectors) {
    const std::string text = vector.read("attdoc.json").value();
    if (vector.verdict != "valid" || text.find("\"TeeAttestation\":null") == std::string::npos) continue;
    const auto parsed = attdoc::parse_document(text);
    ASSERT_TRUE(parsed.ok()) << vector.id;
    EXPECT_EQ(attdoc::write_document(parsed.value()), text) << vector.id;
    ++compared;
  }
  EXPECT_GT(compared, 0);
}

}  // namespace
}  // namespace postern::qemu_tpm
