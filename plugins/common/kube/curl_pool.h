// SPDX-License-Identifier: Apache-2.0
#pragma once

// CurlPool: libcurl handles that are used again, each with the connections it has open.

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <vector>

namespace postern::kube {

struct FreeCurl {
  void operator()(CURL* handle) const;  // closes its connections
};
using CurlPtr = std::unique_ptr<CURL, FreeCurl>;

class CurlPool {
 public:
  // kMaxIdle: handles kept while nobody uses them; more may be in use at once.
  static constexpr std::size_t kMaxIdle = 8;

  // Lease: one handle with default options, given back when this goes. Must not outlive the pool.
  class Lease {
   public:
    Lease(CurlPool& pool, CurlPtr handle) : pool_(pool), handle_(std::move(handle)) {}
    Lease(Lease&&) = default;
    ~Lease() {
      if (handle_) pool_.give_back(std::move(handle_));
    }
    CURL* get() const { return handle_.get(); }  // null when libcurl is out of memory

   private:
    CurlPool& pool_;
    CurlPtr handle_;
  };

  CurlPool() { idle_.reserve(kMaxIdle); }

  // take: any thread; prefers the handle that was used last.
  Lease take();

 private:
  void give_back(CurlPtr handle);

  std::mutex mutex_;
  std::vector<CurlPtr> idle_;
};

}  // namespace postern::kube
