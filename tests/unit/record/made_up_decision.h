// SPDX-License-Identifier: Apache-2.0
#pragma once

// MadeUpDecision: decisions with everything in them, and what they refer to.

#include <string>

#include "host/attest/recorder.h"
#include "postern/value.h"

namespace postern::record {

inline attest::ByteVector bytes(std::string_view text) {
  const attest::ByteView view = attest::as_bytes(text);
  return {view.begin(), view.end()};
}

struct MadeUpDecision {
  MadeUpDecision() {
    claims.put("made.up.number", int64_t{-7}, "first");
    claims.put("made.up.flag", true, "first");
    claims.put("made.up.text", std::string("a \"quoted\" text\nin two lines \xc3\xa9"), "second");
    claims.put("made.up.bytes", bytes("\x01\xff"), "second");
    bindings.put(1, bytes("nonce"), "first");
  }
  attest::Decision handshake() const {
    attest::Decision decision;
    decision.kind = attest::kHandshakeDecision;
    decision.time = attest::Time(std::chrono::nanoseconds(1'790'000'000'000'000'001));
    decision.generation = 3;
    decision.configuration = "digest of the files";
    decision.pipelines = {"workers", "again"};
    decision.connection = "gate-1";
    decision.address = "10.0.0.1:1234";
    decision.evidence_type = "made-up";
    decision.evidence_sha256 = std::string(64, 'e');
    decision.nonce = bytes("0123456789abcdef0123456789abcdef");
    decision.channel_key = bytes("ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP");
    attest::StepTrace step{"first", {"component", "1.0", "plugin", "2.0", std::string(64, 'p')}, false, {}, std::chrono::milliseconds(5), {}};
    step.origin.plugin_sha256 = std::string(64, 'b');
    step.fetched.push_back({"https://kds/a", true, std::make_shared<const attest::ByteVector>(bytes("page")), "", ""});
    step.fetched.push_back({"https://kds/b", false, nullptr, "UNAVAILABLE", "https://kds/b: no answer"});
    decision.steps.push_back(step);
    decision.claims = &claims;
    decision.bindings = &bindings;
    decision.took = std::chrono::microseconds(1234);
    return decision;
  }
  attest::Decision ticket() const {
    attest::Decision decision = handshake();
    decision.kind = attest::kTicketDecision;
    decision.pipelines = {"workers"};
    decision.request_id = "request-1";
    decision.request = "join";
    decision.role = "worker";
    decision.carries = {"state_disk_key", "certificate"};
    decision.offered = {"state_disk_key"};
    decision.fields = {"state_disk_key"};
    return decision;
  }
  attest::Claims claims;
  attest::Bindings bindings;
};

}  // namespace postern::record
