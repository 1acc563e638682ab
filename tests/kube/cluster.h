// SPDX-License-Identifier: Apache-2.0
#pragma once

// Cluster: etcd and a real kube-apiserver on free loopback ports, with RBAC and bootstrap-token authentication. No
// controllers and no nodes: what is created stays as it is.

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "backends/kube-token/https_client.h"
#include "support/child_process.h"
#include "support/recording_host.h"
#include "support/temp_dir.h"
#include "support/test_pki.h"

namespace postern::test {

// Reply: an answer of the API server.
struct Reply {
  long code = 0;  // 0 when there was no answer
  nlohmann::json body;
};

class Cluster {
 public:
  // obstacle: why no cluster can be started on this machine; empty when one can. Builds the API server if need be.
  static std::string obstacle();

  Cluster();  // throws std::runtime_error with the end of the servers' logs when they do not come up
  Cluster(const Cluster&) = delete;

  std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
  TestCa& ca() { return ca_; }
  const PemPair& admin() const { return admin_; }

  // kubeconfig: for a client certificate of this name, without any right unless grant gives one.
  std::string kubeconfig(const std::string& user);
  std::string admin_kubeconfig() { return kubeconfig_of(admin_); }

  // grant: what posternd needs and no more, to a subject (RBAC v1): create and delete Secrets in kube-system.
  // Returns when the server knows it.
  void grant(const std::string& kind, const std::string& name);

  // request, as an administrator, and with a bearer token instead.
  Reply request(kube_token::Method method, const std::string& path, const nlohmann::json& body = {});
  Reply request_as(const std::string& token, kube_token::Method method, const std::string& path,
                   const nlohmann::json& body = {});

  // who_is: the SelfSubjectReview of a bearer token: its status.userInfo; null when the token is not accepted.
  nlohmann::json who_is(const std::string& token);

  // stays_up: false at once when the API server has ended, else true after this time.
  bool stays_up(std::chrono::milliseconds time) { return !server_->ends_within(time); }

  // log: the end of the API server's log.
  std::string log() const;

 private:
  std::string kubeconfig_of(const PemPair& client) const;
  Reply exchange(const kube_token::ApiAccess& access, const kube_token::HttpsRequest& request);
  void start_etcd();
  void start_server();
  void await_ready();

  RecordingHost host_;
  TempDir files_;
  TestCa ca_{"kubernetes"};
  PemPair admin_ = ca_.issue({"admin", "system:masters"});
  int etcd_port_ = 0, port_ = 0;
  std::unique_ptr<ChildProcess> etcd_, server_;
  kube_token::HttpsClient client_;
};

}  // namespace postern::test
