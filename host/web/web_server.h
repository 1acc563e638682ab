// SPDX-License-Identifier: Apache-2.0
#pragma once

// WebServer: a few pages over plain HTTP for operators, probes and Prometheus. It answers GET and HEAD of the paths that it
// was given and nothing else; nobody can change anything through it. No authentication: bind it to loopback or to a network
// that may read what the pages say.

#include <absl/status/statusor.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace postern::web {

struct Page {
  int status = 200;
  std::string type = "text/plain; charset=utf-8";
  std::string body;
};

class WebServer {
 public:
  // PageMaker: makes the page anew for each request. Called from several threads at once; must not throw for long reasons:
  // what it throws becomes an answer 500 without a text.
  using PageMaker = std::function<Page()>;
  using Pages = std::map<std::string, PageMaker, std::less<>>;  // by path, "/" for the first page

  // start: listens on address ("127.0.0.1:9464"; port 0: a free one). UNAVAILABLE says why it cannot.
  static absl::StatusOr<std::unique_ptr<WebServer>> start(const std::string& address, Pages pages);
  ~WebServer();  // waits for requests in progress
  WebServer(const WebServer&) = delete;

  // port: the one that it listens on.
  int port() const;

 private:
  struct State;
  explicit WebServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace postern::web
