// SPDX-License-Identifier: Apache-2.0
#pragma once

// WebServer: answers HTTP on a free loopback port with the bytes that a test gives it, one connection after another.

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace postern::test {

class WebServer {
 public:
  // answer: the whole response for a request's head and body; "" leaves the connection open and silent until the
  // server goes.
  explicit WebServer(std::function<std::string(const std::string& request)> answer);
  ~WebServer();
  WebServer(const WebServer&) = delete;

  int port() const { return port_; }
  std::string url(const std::string& path = "/") const { return "http://127.0.0.1:" + std::to_string(port_) + path; }
  std::vector<std::string> requests() const;

 private:
  void serve();
  void answer_one(int socket);

  const std::function<std::string(const std::string&)> answer_;
  int listener_ = -1, port_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<int> silent_;
  std::thread thread_;
};

// ok: a 200 answer with this body.
std::string ok(const std::string& body);

}  // namespace postern::test
