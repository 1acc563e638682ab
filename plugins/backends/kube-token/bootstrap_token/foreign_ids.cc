// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/bootstrap_token/foreign_ids.h"

#include <algorithm>

namespace postern::kube_token {

void ForeignIds::add(std::string id) {
  const std::lock_guard lock(mutex_);
  ids_.push_back(std::move(id));
  if (ids_.size() > kKept) ids_.pop_front();
}

bool ForeignIds::contains(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  return std::find(ids_.begin(), ids_.end(), id) != ids_.end();
}

}  // namespace postern::kube_token
