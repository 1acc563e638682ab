// SPDX-License-Identifier: Apache-2.0
#pragma once

// ForeignIds: token ids that were announced as ours and then turned out to be taken by somebody else. What belongs to
// others must not be deleted when the announcement is revoked.

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>

namespace postern::kube_token {

class ForeignIds {
 public:
  // kKept: how many are remembered; the oldest goes first. One in some million tokens meets a taken id.
  static constexpr std::size_t kKept = 1024;

  // Any thread.
  void add(std::string id);
  bool contains(std::string_view id) const;

 private:
  mutable std::mutex mutex_;
  std::deque<std::string> ids_;
};

}  // namespace postern::kube_token
