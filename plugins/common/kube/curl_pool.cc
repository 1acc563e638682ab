// SPDX-License-Identifier: Apache-2.0
#include "common/kube/curl_pool.h"

#include "common/kube/sigpipe_guard.h"

namespace postern::kube {
namespace {

// libcurl counts its initialisations, so the host's own use of it is not disturbed; it is never undone, since a
// plugin library stays in the process.
bool initialised() {
  static const bool done = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return done;
}

}  // namespace

void FreeCurl::operator()(CURL* handle) const {
  const SigpipeGuard guard;
  curl_easy_cleanup(handle);
}

CurlPool::Lease CurlPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      CurlPtr handle = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(handle));
    }
  }
  return Lease(*this, CurlPtr(initialised() ? curl_easy_init() : nullptr));
}

void CurlPool::give_back(CurlPtr handle) {
  curl_easy_reset(handle.get());  // forgets options and pointers, keeps connections
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(handle));
}

}  // namespace postern::kube
