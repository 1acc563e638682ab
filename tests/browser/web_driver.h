// SPDX-License-Identifier: Apache-2.0
#pragma once

// WebDriver: one headless Chromium, driven over ChromeDriver (W3C WebDriver, 2018). Both on loopback, with a profile folder
// of their own that goes when the browser goes.

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "support/child_process.h"
#include "support/temp_dir.h"

namespace postern::test {

class WebDriver {
 public:
  // obstacle: why there can be no browser on this machine; empty when there can.
  static std::string obstacle();

  WebDriver();  // throws std::runtime_error when the browser does not start
  ~WebDriver();
  WebDriver(const WebDriver&) = delete;

  void open(const std::string& url);
  std::string title();

  // run: the value of the script's `return`.
  nlohmann::json run(const std::string& script);

  // await: until the script returns something other than false, null and ""; what it returned last.
  nlohmann::json await(const std::string& script, std::chrono::seconds patience = std::chrono::seconds(30));

  // console: what pages wrote to the console, errors of the page's security policy included.
  nlohmann::json console();

  // screenshot: of the window, a PNG.
  std::string screenshot();

 private:
  nlohmann::json command(const char* method, const std::string& path, const nlohmann::json& body = nullptr);

  TempDir profile_;
  std::unique_ptr<ChildProcess> driver_;
  std::string base_, session_;
};

}  // namespace postern::test
