// SPDX-License-Identifier: Apache-2.0
#pragma once

// PeerJudge: from a peer's certificate to a verdict: parse, verify, check, examine (WIRE §1, row "check").

#include <chrono>
#include <string>
#include <variant>

#include "host/atls/certificate_policy.h"
#include "host/atls/nonce.h"
#include "host/attest/examiner.h"

namespace postern::atls {

struct Presentation {
  X509* certificate = nullptr;  // not owned
  Nonce nonce{};                // the gate's, of this connection
  std::string connection;       // id for the log
  std::chrono::system_clock::time_point now;
  std::string address = {};     // of the peer, for records
};

struct Admission {
  attest::IdentityPtr identity;  // never null
  std::string evidence_type;
};

// judge_peer: blocks for as long as the examiner takes. Whatever is no explicit admission is a refusal: an
// examiner that throws or answers with a null identity is a PLUGIN_FAULT.
std::variant<Admission, attest::Refusal> judge_peer(const Presentation& peer, std::size_t max_evidence_bytes,
                                                    attest::Examiner& examiner) noexcept;

}  // namespace postern::atls
