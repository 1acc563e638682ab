// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the acceptor is tested against: an examiner, a sink and a journal that do as told and remember what
// they saw.

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "host/atls/unique_fd.h"
#include "host/attest/connection_sink.h"
#include "host/attest/examiner.h"
#include "host/attest/journal.h"

namespace postern::atls::test {

inline constexpr const char* kKnownOid = "1.3.9900.1.1";
inline constexpr const char* kUnknownOid = "1.3.9900.99.99";
// No test waits longer than that for something that must happen.
inline constexpr std::chrono::seconds kPatience{30};

struct TestIdentity final : attest::Identity {
  explicit TestIdentity(attest::Evidence seen) : evidence(std::move(seen)) {}
  attest::Evidence evidence;
};

using Verdict = std::variant<attest::IdentityPtr, attest::Refusal>;

// ScriptedExaminer: knows kKnownOid as "dummy"; admits with a TestIdentity unless told otherwise before the
// start.
class ScriptedExaminer final : public attest::Examiner {
 public:
  std::string evidence_type(std::string_view oid) const override { return oid == kKnownOid ? "dummy" : ""; }
  Verdict examine(attest::Evidence evidence, const std::string& connection) override;

  std::function<Verdict(const attest::Evidence&, const std::string& connection)> script;
  std::vector<attest::Evidence> seen() const;

 private:
  mutable std::mutex mutex_;
  std::vector<attest::Evidence> seen_;
};

class RecordingJournal final : public attest::Journal {
 public:
  void note(attest::Event event) override;
  std::vector<attest::Event> events(const std::string& name) const;
  // wait: the first count events of that name, or all that came within kPatience.
  std::vector<attest::Event> wait(const std::string& name, std::size_t count = 1) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<attest::Event> events_;
};

// field: of an event; "<none>" when it is not there.
std::string field(const attest::Event& event, const std::string& name);

// RecordingSink: keeps the descriptors it is given until a test takes them.
class RecordingSink final : public attest::ConnectionSink {
 public:
  struct Served {
    std::string name;
    UniqueFd fd;
    attest::IdentityPtr identity;
  };

  bool admit(int fd, const std::string& name, attest::IdentityPtr identity) override;
  void forget(const std::string& name) override;

  bool refuses = false;                         // before the start
  std::function<void(const Served&)> on_admit;  // before the start

  Served take();  // the next one that was admitted and not taken yet; fd -1 when none comes
  std::size_t admitted() const;
  std::size_t forgotten() const;                 // calls of forget
  bool wait_forgotten(std::size_t count) const;  // until so many calls
  std::map<std::string, int> counts() const;     // by name: +1 per admit, -1 per forget
  bool names_agree() const;                      // each name was the address of the descriptor's peer

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<Served> waiting_;
  std::map<std::string, int> counts_;
  std::size_t admitted_ = 0, forgotten_ = 0;
  bool names_agree_ = true;
};

}  // namespace postern::atls::test
