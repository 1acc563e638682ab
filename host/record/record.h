// SPDX-License-Identifier: Apache-2.0
#pragma once

// Record: what one line of the log says, read back.

#include <absl/status/statusor.h>

#include <optional>
#include <string>
#include <vector>

#include "host/attest/recorder.h"
#include "host/record/sealed_line.h"

namespace postern::record {

// Answer: what a step was given when it asked for a page.
struct Answer {
  std::string url;
  bool may_record = false;
  std::string sha256;         // of the page; empty: there was none
  std::string failure, text;  // then: the name of the status and its text
};

struct StepRecord {
  std::string instance, plugin, plugin_sha256;
  std::string verdict;  // allow, warn, deny
  std::string code;     // of the refusal or warning
  std::vector<Answer> answers;
};

struct Record {
  uint64_t seq = 0;
  std::string kind;  // attest::kHandshakeDecision or kTicketDecision
  attest::Time time;
  uint64_t generation = 0;
  std::string configuration;
  std::vector<std::string> pipelines;
  std::string connection, address;
  std::string evidence_type, evidence_sha256;
  attest::ByteVector nonce, channel_key;
  bool is_allowed = false;
  std::string code, class_name, refusing_step;  // of the refusal
  std::vector<StepRecord> steps;
  std::string claims, bindings;  // JSON; empty: none were proven
  std::string request_id, request, role, trace;
  std::vector<std::string> carries, offered, fields;
  Json json;  // the whole line

  bool is_ticket() const { return kind == attest::kTicketDecision; }
};

// parse_record: the record in an opened line. INVALID_ARGUMENT names the member that is not as it must be; members that
// are not known are let be.
absl::StatusOr<Record> parse_record(Json line);

// summary: one line for people: number, time, kind, verdict, pipeline, peer and reason; nothing that a terminal obeys.
std::string summary(const Record& record);

}  // namespace postern::record
