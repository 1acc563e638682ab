// SPDX-License-Identifier: Apache-2.0
#pragma once

// AdminDesk: who answers the operator, as the admin service sees it.

#include <functional>
#include <optional>

#include "postern/v1/admin.pb.h"

namespace postern::rpc {

class AdminDesk {
 public:
  virtual ~AdminDesk() = default;

  // reload: reads the configuration again; waits for the result, or until is_cancelled says that nobody waits for it.
  // Nothing in the latter case. Thread-safe, as is status.
  virtual std::optional<v1::ReloadReport> reload(const std::function<bool()>& is_cancelled) = 0;
  virtual v1::GateStatus status() = 0;
};

}  // namespace postern::rpc
