// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/parse_document.h"
#include "common/gce/verify_firmware.h"
#include "common/tpm2/parse_event_log.h"
#include "common/tpm2/parse_public.h"
#include "common/tpm2/verify_attestation_key.h"
#include "vectors/gce_certificates.h"
#include "vectors/judges.h"
#include "vectors/tpm_facts.h"

namespace postern::vectors {
namespace {

// VerifiedAttestation: all quotes of a go-tpm-tools attestation, and its log against each.
struct VerifiedAttestation {
  attdoc::Document document;
  std::vector<tpm2::VerifiedQuote> quotes;
  std::vector<tpm2::ReplayedLog> logs;
};

// parse_attestation: the attestation alone, as go-tpm-tools writes it, is a part of Constellation's document.
sdk::Result<attdoc::Document> parse_attestation(const CaseFiles& files) {
  return attdoc::parse_document(R"({"Attestation":)" + files.text("attestation.go.json") + R"(,"InstanceInfo":null,"UserData":""})");
}

sdk::Result<VerifiedAttestation> verify(attdoc::Document document, const tpm2::AttestationKey& key, sdk::ByteView nonce) {
  VerifiedAttestation verified{std::move(document), {}, {}};
  for (const tpm2::Quote& quote : verified.document.quotes) {
    POSTERN_TRY(one, tpm2::verify_quote(quote, key.key(), nonce, quote.pcrs.numbers()));
    POSTERN_TRY(log, tpm2::parse_event_log(verified.document.event_log.value_or(sdk::ByteVector())));
    POSTERN_TRY(replayed, tpm2::verify_event_log(std::move(log), one));
    verified.quotes.push_back(std::move(one));
    verified.logs.push_back(std::move(replayed));
  }
  if (verified.quotes.empty()) return sdk::Failure::denied(POSTERN_REASON_QUOTE_MISSING).text("there is no quote");
  return verified;
}

// check_certificate: when the attestation brings a certificate of its key, Google vouches for it; null when it brings
// none. The intermediates are often not in the document.
sdk::Result<Json> check_certificate(const CaseContext& context, const attdoc::Document& document,
                                    const tpm2::AttestationKey& key) {
  if (document.ak_cert.empty()) return Json(nullptr);
  std::vector<sdk::ByteVector> others = ca_certificates(context.manifest);
  others.insert(others.end(), document.intermediate_certs.begin(), document.intermediate_certs.end());
  POSTERN_TRY(verified, gce::verify_ak_certificate({document.ak_cert, others}, key.key(), gce::google_ak_roots(), context.now));
  return gce_facts(verified.chain().leaf());
}

Outcome judge_attestation(const CaseContext& context) {
  VECTORS_TRY(document, parse_attestation(context.files));
  VECTORS_TRY(area, tpm2::parse_public(document.ak_pub));
  VECTORS_TRY(key, tpm2::verify_attestation_key(area));
  const sdk::ByteVector nonce = context.files.bytes("nonce.bin");
  VECTORS_TRY(attestation, verify(std::move(document), key, nonce));
  VECTORS_TRY(certificate, check_certificate(context, attestation.document, key));
  Json found{{"ak", facts_of(area)}, {"nonce_hex", sdk::to_hex(nonce)}, {"quotes", Json::array()}};
  for (const tpm2::VerifiedQuote& quote : attestation.quotes) found["quotes"].push_back(facts_of(quote.attest()));
  if (!certificate.is_null()) found["ak_cert"] = certificate;
  VECTORS_TRY(firmware, gce::verify_firmware(attestation.logs.front()));
  found["gce_technology"] = static_cast<int>(firmware.technology());
  Outcome outcome;
  outcome.differences = differences(found, context.vector.facts);
  return outcome;
}

}  // namespace

Outcome judge_gce(const CaseContext& context) {
  return context.files.has("attestation.go.json") ? judge_attestation(context) : judge_gce_certificates(context);
}

}  // namespace postern::vectors
