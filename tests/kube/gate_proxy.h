// SPDX-License-Identifier: Apache-2.0
#pragma once

// ApiProxy: stands before the cluster's API server and passes on what a test lets through, well or badly. Clients
// authenticate with bearer tokens.

#include <functional>
#include <mutex>

#include "kube/cluster.h"
#include "support/web_server.h"

namespace postern::test {

class ApiProxy {
 public:
  // Rule: an answer instead of the server's, or nothing. It may block.
  using Rule = std::function<std::optional<WebAnswer>(const WebRequest&)>;

  explicit ApiProxy(Cluster& cluster);
  std::string url() const { return server_.url(""); }

  // requests: all that came so far.
  std::vector<WebRequest> requests() const { return server_.requests(); }

  // before: asked before a request is passed on; after: when the server has answered, which then is done but not told.
  void before(Rule rule) { set(before_, std::move(rule)); }
  void after(Rule rule) { set(after_, std::move(rule)); }

  // kubeconfig: for this proxy, with a bearer token.
  std::string kubeconfig(const std::string& token);

 private:
  void set(Rule& place, Rule rule);
  Rule rule(const Rule& place);
  WebAnswer handle(const WebRequest& request);

  Cluster& cluster_;
  std::mutex mutex_;  // guards the rules
  Rule before_, after_;
  RecordingHost host_;
  kube::HttpsClient client_;
  WebServer server_;  // last: it uses all of the above
};

// creates: whether the request makes a Secret.
bool creates_token(const WebRequest& request);

}  // namespace postern::test
