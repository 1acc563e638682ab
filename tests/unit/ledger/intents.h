// SPDX-License-Identifier: Apache-2.0
#pragma once

// Intents and files of ledgers for tests.

#include <fstream>
#include <iterator>
#include <string>

#include "host/pipeline/effect_ledger.h"

namespace postern::ledger {

inline pipeline::Intent intent(const std::string& effect, const std::string& request = "request-1",
                               const std::string& instance = "token") {
  return {instance, "kube-token/bootstrap-token", request, effect, attest::Time(std::chrono::nanoseconds(1'790'000'000'000'000'001))};
}

inline std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace postern::ledger
