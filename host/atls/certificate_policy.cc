// SPDX-License-Identifier: Apache-2.0
#include "host/atls/certificate_policy.h"

#include <array>
#include <ctime>

namespace postern::atls {
namespace {

// Date and time in UTC, ISO 8601.
std::string print_time(std::time_t time) {
  std::tm fields{};
  std::array<char, 32> text{};
  if (gmtime_r(&time, &fields) == nullptr) return std::to_string(time);
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &fields);
  return {text.data(), length};
}

attest::Refusal evidence_missing(const PeerCertificate& fields) {
  attest::Refusal refusal = attest::denied(POSTERN_REASON_EVIDENCE_MISSING,
                                           "the certificate has no extension with a known evidence type");
  refusal.reason.subject = "extensions";
  refusal.reason.expected = "an evidence type that is configured";
  constexpr std::size_t kShown = 4;
  for (std::size_t i = 0; i < fields.extensions.size() && i < kShown; ++i) {
    refusal.reason.observed += (i > 0 ? " " : "") + fields.extensions[i].oid;
  }
  if (fields.extensions.empty()) refusal.reason.observed = "none";
  return refusal;
}

}  // namespace

std::optional<attest::Refusal> check_validity(const SelfSigned& certificate,
                                              std::chrono::system_clock::time_point now) {
  const PeerCertificate& fields = certificate.fields();
  const std::time_t time = std::chrono::system_clock::to_time_t(now);
  if (fields.not_before <= time && time <= fields.not_after) return std::nullopt;
  attest::Refusal refusal = attest::denied(
      POSTERN_REASON_CERTIFICATE_EXPIRED,
      time < fields.not_before ? "the certificate is not valid yet" : "the certificate has expired");
  refusal.reason.subject = "validity";
  refusal.reason.expected = print_time(fields.not_before) + "/" + print_time(fields.not_after);
  refusal.reason.observed = print_time(time);
  refusal.reason.specification = "RFC 5280 §4.1.2.5";
  return refusal;
}

std::variant<PresentedEvidence, attest::Refusal> check_evidence(const SelfSigned& certificate,
                                                                const attest::Examiner& examiner,
                                                                std::size_t max_bytes) {
  for (const CertificateExtension& extension : certificate.fields().extensions) {
    std::string type = examiner.evidence_type(extension.oid);
    if (type.empty()) continue;
    if (extension.content.size() > max_bytes) return evidence_too_large(max_bytes, extension.content.size());
    return PresentedEvidence{std::move(type), extension.content};
  }
  return evidence_missing(certificate.fields());
}

attest::Refusal evidence_too_large(std::size_t max_bytes, std::optional<std::size_t> observed) {
  attest::Refusal refusal =
      attest::denied(POSTERN_REASON_EVIDENCE_TOO_LARGE, "the attestation document is above the limit");
  refusal.reason.subject = "evidence";
  refusal.reason.expected = "at most " + std::to_string(max_bytes) + " bytes";
  if (observed) refusal.reason.observed = std::to_string(*observed) + " bytes";
  return refusal;
}

}  // namespace postern::atls
