// SPDX-License-Identifier: Apache-2.0
#pragma once

// Cluster: etcd and a real kube-apiserver on free loopback ports, with RBAC and bootstrap-token authentication. No
// controllers and no nodes: what is created stays as it is.

#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "common/kube/access_rights.h"
#include "common/kube/https_client.h"
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

  // kubeconfig_of_token: with a bearer token instead.
  std::string kubeconfig_of_token(const std::string& token) const;

  // apply: makes this object so, by server-side apply as an administrator. Throws when the server refuses. Its kind must
  // be a known one.
  void apply(const nlohmann::json& object);

  void remove(const nlohmann::json& object);

  // apply_rbac: what rbac.yaml says for these components and for the gate itself. gate_token: a bearer token of the
  // ServiceAccount that it speaks of.
  void apply_rbac(const std::vector<std::string>& components);
  std::string gate_token();
  static constexpr const char* kGate = "system:serviceaccount:postern:posternd";

  // install_constellation: the custom resources NodeVersion and JoiningNode, and the NodeVersion of the cluster, which
  // names these components. remove_constellation: no trace of them.
  void install_constellation(const std::string& components_reference);
  void remove_constellation();

  // may: what RBAC says about a user. await_right: whether it says so before long; changes take effect with a delay.
  bool may(const std::string& user, const kube::Right& right);
  bool await_right(const std::string& user, const kube::Right& right, bool is_allowed);

  // await: asks again and again; false when it is not so for 40 seconds, or the server ended.
  bool await(const std::function<bool()>& condition);

  // request, as an administrator, and with a bearer token instead.
  Reply request(kube::Method method, const std::string& path, const nlohmann::json& body = {},
                const std::string& content_type = "application/json");
  Reply request_as(const std::string& token, kube::Method method, const std::string& path,
                   const nlohmann::json& body = {});

  // who_is: the SelfSubjectReview of a bearer token or of a client certificate: its status.userInfo; null when that is not
  // accepted.
  nlohmann::json who_is(const std::string& token);
  nlohmann::json who_is(const PemPair& client);

  // stays_up: false at once when the API server has ended, else true after this time.
  bool stays_up(std::chrono::milliseconds time) { return !server_->ends_within(time); }

  // log: the end of the API server's log.
  std::string log() const;

 private:
  std::string kubeconfig_of(const PemPair& client) const { return kubeconfig_with(client_lines(client)); }
  std::string kubeconfig_with(const std::string& user) const;
  static std::string client_lines(const PemPair& client);
  kube::ApiAccess access_of(const PemPair& client) const;
  kube::ApiAccess access_of(const std::string& token) const;
  nlohmann::json review(const kube::ApiAccess& access);
  Reply exchange(const kube::ApiAccess& access, const kube::HttpsRequest& request);
  void start_etcd();
  void start_server();
  void await_ready();

  RecordingHost host_;
  TempDir files_;
  TestCa ca_{"kubernetes"};
  PemPair admin_ = ca_.issue({"admin", "system:masters"});
  int etcd_port_ = 0, port_ = 0;
  std::unique_ptr<ChildProcess> etcd_, server_;
  kube::HttpsClient client_;
};

}  // namespace postern::test
