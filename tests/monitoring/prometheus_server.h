// SPDX-License-Identifier: Apache-2.0
#pragma once

// PrometheusServer: Debian's prometheus on a free loopback port, scraping one target every second with given rules.

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "support/child_process.h"
#include "support/temp_dir.h"

namespace postern::test {

// http_get: the body; empty when there is no answer 200.
std::string http_get(const std::string& url);

class PrometheusServer {
 public:
  // obstacle: why there can be none on this machine; empty when there can.
  static std::string obstacle();

  // target: host:port. rules: path of a rule file. Throws std::runtime_error when it does not come up.
  PrometheusServer(const std::string& target, const std::string& rules);

  // api: the `data` of an answer of /api/v1/PATH; null with a failure of the test when it is no success.
  nlohmann::json api(const std::string& path);

  // query: the result of an expression now.
  nlohmann::json query(const std::string& expression);

 private:
  TempDir dir_;
  std::string base_;
  std::unique_ptr<ChildProcess> server_;
};

}  // namespace postern::test
