// SPDX-License-Identifier: Apache-2.0
#pragma once

// ScriptedTransport: answers requests as a test tells it, and counts them.

#include <functional>
#include <mutex>
#include <vector>

#include "host/collateral/http_client.h"
#include "unit/collateral/pages.h"

namespace postern::collateral {

class ScriptedTransport : public HttpTransport {
 public:
  using Script = std::function<absl::StatusOr<HttpAnswer>(const HttpRequest&)>;

  absl::StatusOr<HttpAnswer> ask(const HttpRequest& request) override {
    Script script;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(request);
      script = script_;
    }
    return script(request);
  }
  void set(Script script) {
    const std::lock_guard lock(mutex_);
    script_ = std::move(script);
  }
  std::vector<HttpRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::size_t count() const { return requests().size(); }

 private:
  mutable std::mutex mutex_;
  Script script_ = [](const HttpRequest&) { return absl::UnavailableError("no script"); };
  std::vector<HttpRequest> requests_;
};

// Scripts.
inline ScriptedTransport::Script says(const std::string& body) {
  return [body](const HttpRequest&) { return HttpAnswer{200, bytes_of(body), ""}; };
}
inline ScriptedTransport::Script status(long code, const std::string& retry_after = "") {
  return [code, retry_after](const HttpRequest&) { return HttpAnswer{code, {}, retry_after}; };
}
inline ScriptedTransport::Script fails(absl::Status failure) {
  return [failure](const HttpRequest&) { return failure; };
}

}  // namespace postern::collateral
