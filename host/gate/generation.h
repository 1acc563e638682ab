// SPDX-License-Identifier: Apache-2.0
#pragma once

// Generation: one configuration in force: its instances and pipelines. Immutable; lives as long as anything that began
// with it.

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "host/gate/resolved.h"
#include "host/pipeline/pipeline.h"

namespace postern::gate {

// Origin: which generation it is.
struct Origin {
  uint64_t number = 1;     // counts from 1 within a process
  attest::Time loaded{};   // when it was built
  std::string digest;      // SHA-256 in hex over the digests of all files that made it; empty when nobody asked
};

class Generation {
 public:
  // build: creates and (unless told otherwise) self-tests every instance that a pipeline uses. What fails goes to out,
  // and the answer is then nullptr; after an instance that did not answer in time no further one is tried, so that a
  // plugin that hangs holds it up once. resolved has been checked by check_pipelines without an error. Destroying it
  // destroys the instances, which blocks: see Drain.
  static std::shared_ptr<const Generation> build(const Resolved& resolved, const plugin::Surroundings& around,
                                                 attest::Time now, config::Diagnostics& out, bool self_test = true,
                                                 Origin origin = {});

  const Origin& origin() const { return origin_; }
  const std::vector<pipeline::Pipeline>& pipelines() const { return pipelines_; }

  // evidence_type: name of the evidence type with this OID, or empty.
  std::string evidence_type(std::string_view oid) const;

  // retire: another one is in force since then; once, by the gate. is_expired: connections that it admitted have had
  // the time that its configuration gives them ([gate] drain_timeout). Thread-safe.
  void retire(attest::Time now) const { retired_.store(now.time_since_epoch().count()); }
  bool is_expired(attest::Time now) const {
    const int64_t since = retired_.load();
    return since != 0 && now.time_since_epoch().count() - since > drain_timeout_.count();
  }

  // peers: how many connections that it admitted are there. Counted by Peer; thread-safe.
  std::size_t peers() const { return peers_; }
  void count_peer(int change) const { peers_ += static_cast<std::size_t>(change); }

 private:
  friend class GenerationBuilder;
  Origin origin_;
  std::chrono::nanoseconds drain_timeout_{0};
  std::vector<pipeline::Pipeline> pipelines_;
  std::map<std::string, std::string, std::less<>> evidence_;  // OID → name
  mutable std::atomic<int64_t> retired_ = 0;                  // ns since 1970; 0: it is in force
  mutable std::atomic<std::size_t> peers_ = 0;
};

}  // namespace postern::gate
