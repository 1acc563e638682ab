// SPDX-License-Identifier: Apache-2.0
#pragma once

// CallHost: this program as the host of key sources, which expect the services of the contract: secrets by name,
// the time that is left, a log, secure memory. It offers no claims, tickets, web requests or metrics.

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <string>

#include "postern/sdk/secret.h"

namespace postern::keyservice {

// install_host: before the first call or secret.
void install_host();

using SecretFiles = std::map<std::string, std::string>;  // name → path

// HostedCall: one call. On one thread at a time; secrets that it read are wiped when it goes.
class HostedCall {
 public:
  // files lives longer than this. is_cancelled: whether nobody waits for the result any more.
  HostedCall(const SecretFiles& files, std::chrono::nanoseconds time, std::function<bool()> is_cancelled = {});
  HostedCall(const HostedCall&) = delete;

  sdk::Call call() { return sdk::Call(reinterpret_cast<postern_call*>(this)); }

  // The services, as the host table gives them.
  std::chrono::nanoseconds remaining() const;
  bool cancelled() const { return is_cancelled_ && is_cancelled_(); }
  postern_status secret(const std::string& name, postern_bytes* out);

 private:
  const SecretFiles& files_;
  const std::chrono::steady_clock::time_point deadline_;
  const std::function<bool()> is_cancelled_;
  std::list<sdk::Secret> read_;
};

}  // namespace postern::keyservice
