// SPDX-License-Identifier: Apache-2.0
#pragma once

// Against: recorded decisions judged by another configuration: which verdicts and tickets it would change. Backends are
// never asked: the fields of a ticket are those that the pipeline which would answer declares.

#include <map>
#include <string>
#include <vector>

#include "host/offline/rejudgement.h"

namespace postern::app {

// Side: one of the two answers. fields: on offer, of a ticket that is allowed.
struct Side {
  bool is_allowed = false;
  std::string code, pipeline;  // of a refusal; that answered
  std::vector<std::string> fields;
  bool operator==(const Side& other) const {
    return is_allowed == other.is_allowed && (!is_allowed || fields == other.fields);
  }
};

// Change: a decision that would be another one. obstacle: it could not be judged again.
struct Change {
  uint64_t seq = 0;
  std::string kind, connection, request_id;
  Side recorded, now;
  std::string obstacle;
};

class Against {
 public:
  explicit Against(Rejudgement& rejudgement) : rejudgement_(rejudgement) {}

  // take: the next record of the log.
  void take(const record::Record& record);

  // finish: what would change and what could not be judged, in the order of the log.
  std::vector<Change> finish();

  std::size_t decisions() const { return decisions_; }  // admissions and answered requests

 private:
  // Admission: whether any chain allowed a connection; its handshake's records.
  struct Admission {
    record::Record first;
    bool is_allowed = false;
  };
  void ticket(const record::Record& record);
  void admission(const Admission& admission);
  Side answer(const record::Record& record, std::string& obstacle);
  void compare(const record::Record& record, Side recorded, Side now, std::string obstacle);

  Rejudgement& rejudgement_;
  std::map<attest::ByteVector, Admission> admissions_;  // by nonce
  std::vector<Change> changes_;
  std::size_t decisions_ = 0;
};

// print: "12 ticket gate-3 9f…: allow (workers: a, b) → deny POLICY_UNSATISFIED".
std::string print(const Change& change);
record::Json to_json(const Change& change);

}  // namespace postern::app
