// SPDX-License-Identifier: Apache-2.0
#pragma once

// CertificatePolicy: which self-signed certificates are acceptable here (WIRE §1, row "check").

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "host/atls/self_signed.h"
#include "host/attest/examiner.h"

namespace postern::atls {

// check_validity: CERTIFICATE_EXPIRED when now lies outside of notBefore … notAfter, both inclusive.
std::optional<attest::Refusal> check_validity(const SelfSigned& certificate,
                                              std::chrono::system_clock::time_point now);

struct PresentedEvidence {
  std::string type;                     // name of the evidence type
  std::span<const std::byte> document;  // lives as long as the certificate
};

// check_evidence: the first extension whose OID the examiner knows. EVIDENCE_MISSING when there is none,
// EVIDENCE_TOO_LARGE above max_bytes.
std::variant<PresentedEvidence, attest::Refusal> check_evidence(const SelfSigned& certificate,
                                                                const attest::Examiner& examiner,
                                                                std::size_t max_bytes);

// evidence_too_large: the refusal; observed is left out when it is not known.
attest::Refusal evidence_too_large(std::size_t max_bytes, std::optional<std::size_t> observed);

}  // namespace postern::atls
