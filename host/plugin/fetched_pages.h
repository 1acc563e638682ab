// SPDX-License-Identifier: Apache-2.0
#pragma once

// FetchedPages: the web pages that one call was given: kept until the call is over, and told to the record.

#include <absl/status/statusor.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "host/attest/trail.h"
#include "host/plugin/services.h"
#include "postern/host.h"

namespace postern::plugin {

// read_fetch: the request in the host's form, or nothing when it breaks a rule of the contract. timeout: that is left.
std::optional<FetchRequest> read_fetch(const postern_fetch& given, std::chrono::nanoseconds timeout);

class FetchedPages {
 public:
  // add: keeps the page, or the text that says why there is none, and points out to it; the status for the plugin.
  postern_status add(const FetchRequest& request, absl::StatusOr<attest::ByteVector> page, postern_bytes& out);

  // trail: what was asked for so far, in order. The pages stay where they are.
  std::vector<attest::Fetched> trail() const { return {trail_.begin(), trail_.end()}; }

 private:
  std::deque<attest::Fetched> trail_;  // a deque: addresses of texts stay valid
};

}  // namespace postern::plugin
