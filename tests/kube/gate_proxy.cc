// SPDX-License-Identifier: Apache-2.0
#include "kube/gate_proxy.h"

#include <map>

namespace postern::test {
namespace {

kube::Method method_of(const std::string& name) {
  static const std::map<std::string, kube::Method> methods{{"GET", kube::Method::kGet},       {"POST", kube::Method::kPost},
                                                           {"PUT", kube::Method::kPut},       {"PATCH", kube::Method::kPatch},
                                                           {"DELETE", kube::Method::kDelete}};
  return methods.at(name);
}

std::string header(const WebRequest& request, const std::string& name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? std::string() : found->second;
}

}  // namespace

ApiProxy::ApiProxy(Cluster& cluster)
    : cluster_(cluster),
      server_([this](const WebRequest& request) { return handle(request); },
              cluster.ca().issue({"proxy", "", {"IP:127.0.0.1"}})) {}

void ApiProxy::set(Rule& place, Rule rule) {
  const std::lock_guard lock(mutex_);
  place = std::move(rule);
}

ApiProxy::Rule ApiProxy::rule(const Rule& place) {
  const std::lock_guard lock(mutex_);
  return place;
}

WebAnswer ApiProxy::handle(const WebRequest& request) {
  if (const Rule rule = this->rule(before_))
    if (auto answer = rule(request)) return *std::move(answer);
  const std::string bearer = header(request, "authorization");
  const kube::ApiAccess access{*kube::parse_server_url(cluster_.url()), cluster_.ca().certificate(), {}, {},
                               sdk::Secret(sdk::as_bytes(bearer.substr(std::min<std::size_t>(7, bearer.size()))))};
  auto call = host_.call();
  const auto answer = client_.exchange(call, access,
                                       {method_of(request.method), request.target, request.body, header(request, "accept"),
                                        header(request, "content-type")},
                                       std::chrono::seconds(20));
  if (const Rule rule = this->rule(after_))
    if (auto instead = rule(request)) return *std::move(instead);
  if (!answer.ok()) return status(502);
  return status(static_cast<int>(answer.value().code()), {"Content-Type: application/json"}, answer.value().body());
}

std::string ApiProxy::kubeconfig(const std::string& token) {
  std::string text = cluster_.kubeconfig_of_token(token);
  const std::string real = cluster_.url();
  return text.replace(text.find(real), real.size(), url());
}

bool creates_token(const WebRequest& request) {
  return request.method == "POST" && request.target.starts_with("/api/v1/namespaces/kube-system/secrets");
}

}  // namespace postern::test
