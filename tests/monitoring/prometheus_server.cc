// SPDX-License-Identifier: Apache-2.0
#include "monitoring/prometheus_server.h"

#include <curl/curl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <stdexcept>

#include "support/free_port.h"

namespace postern::test {
namespace {

constexpr char kProgram[] = "/usr/bin/prometheus";

std::size_t append(char* data, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(data, size * count);
  return size * count;
}

}  // namespace

std::string http_get(const std::string& url) {
  std::string body;
  long status = 0;
  CURL* curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 30L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &body);
  if (curl_easy_perform(curl) == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_cleanup(curl);
  return status == 200 ? body : std::string();
}

std::string PrometheusServer::obstacle() {
  for (const char* program : {kProgram, "/usr/bin/promtool"})
    if (access(program, X_OK) != 0) return std::string("there is no ") + program;
  return {};
}

PrometheusServer::PrometheusServer(const std::string& target, const std::string& rules) {
  const std::string config = dir_.write("prometheus.yml", "global: {scrape_interval: 1s, evaluation_interval: 1s}\nrule_files: [\"" +
                                                              rules + "\"]\nscrape_configs:\n  - job_name: postern\n" +
                                                              "    static_configs: [{targets: [\"" + target + "\"]}]\n");
  const std::string address = "127.0.0.1:" + std::to_string(free_port());
  base_ = "http://" + address;
  server_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{kProgram, "--config.file=" + config, "--storage.tsdb.path=" + dir_.path() + "/data",
                               "--web.listen-address=" + address},
      dir_.path() + "/log");
  for (int i = 0; i < 600; ++i) {
    if (!http_get(base_ + "/-/ready").empty()) return;
    if (server_->ends_within(std::chrono::milliseconds(100))) break;
  }
  throw std::runtime_error("prometheus does not start");
}

nlohmann::json PrometheusServer::api(const std::string& path) {
  const nlohmann::json answer = nlohmann::json::parse(http_get(base_ + "/api/v1/" + path), nullptr, false);
  if (answer.is_object() && answer.value("status", "") == "success") return answer.at("data");
  ADD_FAILURE() << path << ": " << answer.dump();
  return nullptr;
}

nlohmann::json PrometheusServer::query(const std::string& expression) {
  char* escaped = curl_easy_escape(nullptr, expression.c_str(), static_cast<int>(expression.size()));
  const std::string path = std::string("query?query=") + escaped;
  curl_free(escaped);
  const nlohmann::json data = api(path);
  return data.is_object() ? data.at("result") : data;
}

}  // namespace postern::test
