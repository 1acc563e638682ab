// SPDX-License-Identifier: Apache-2.0
#include "kube/cluster.h"

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "common/encoding/base64.h"
#include "kube/custom_resources.h"
#include "kube/manifests.h"
#include "support/free_port.h"

namespace postern::test {
namespace {

using kube::Method;

const std::string kDefinitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

std::string& program() {
  static std::string path;
  return path;
}

std::string local(int port) { return "http://127.0.0.1:" + std::to_string(port); }

std::string base64(const std::string& text) { return encoding::encode_base64(sdk::as_bytes(text)); }

std::string tail(const std::string& path) {
  std::ifstream in(path);
  const std::string all{std::istreambuf_iterator<char>(in), {}};
  return all.size() > 4000 ? all.substr(all.size() - 4000) : all;
}

}  // namespace

std::string Cluster::obstacle() {
  if (ChildProcess which({"sh", "-c", "command -v etcd"}); which.wait() != 0)
    return "no etcd on this machine (Debian: etcd-server)";
  ChildProcess build({POSTERN_SOURCE_DIR "/tests/kube/build_apiserver.sh"});
  std::string output = build.read_all(std::chrono::minutes(29));
  while (output.ends_with('\n')) output.pop_back();
  const int code = build.wait();
  if (code == 0) return program() = output, "";
  return code == 77 ? output : "kube-apiserver cannot be built: " + output;
}

Cluster::Cluster() {
  start_etcd();
  start_server();
  await_ready();
}

void Cluster::start_etcd() {
  etcd_port_ = free_port();
  const std::string client = local(etcd_port_), peer = local(free_port());
  etcd_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{"etcd", "--data-dir", files_.path() + "/etcd", "--listen-client-urls", client,
                               "--advertise-client-urls", client, "--listen-peer-urls", peer,
                               "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer},
      files_.path() + "/etcd.log");
}

void Cluster::start_server() {
  const PemPair identity = ca_.issue({"kube-apiserver", "", {"IP:127.0.0.1", "DNS:kubernetes.default.svc"}});
  const std::string certificate = files_.write("server.crt", identity.certificate);
  const std::string key = files_.write("server.key", identity.key);
  port_ = free_port();
  server_ = std::make_unique<ChildProcess>(
      std::vector<std::string>{program(), "--etcd-servers=" + local(etcd_port_), "--bind-address=127.0.0.1",
                               "--advertise-address=127.0.0.1", "--secure-port=" + std::to_string(port_),
                               "--tls-cert-file=" + certificate, "--tls-private-key-file=" + key,
                               "--client-ca-file=" + files_.write("ca.crt", ca_.certificate()),
                               "--authorization-mode=Node,RBAC", "--enable-bootstrap-token-auth=true",
                               "--service-account-issuer=https://kubernetes.default.svc",
                               "--service-account-key-file=" + certificate, "--service-account-signing-key-file=" + key,
                               "--service-cluster-ip-range=10.96.0.0/24", "--endpoint-reconciler-type=none",
                               "--cert-dir=" + files_.path()},
      files_.path() + "/server.log");
}

void Cluster::await_ready() {
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(3);
  while (std::chrono::steady_clock::now() < until) {
    if (server_->ends_within(std::chrono::milliseconds(200)) || !etcd_->is_running()) break;
    if (request(Method::kGet, "/readyz").code != 200) continue;
    if (request(Method::kGet, "/api/v1/namespaces/kube-system").code == 200) return;
  }
  throw std::runtime_error("the API server did not become ready\n" + tail(files_.path() + "/etcd.log") + log());
}

std::string Cluster::log() const { return tail(files_.path() + "/server.log"); }

std::string Cluster::kubeconfig(const std::string& user) { return kubeconfig_of(ca_.issue({user})); }

std::string Cluster::client_lines(const PemPair& client) {
  return "    client-certificate-data: " + base64(client.certificate) + "\n    client-key-data: " + base64(client.key) + "\n";
}

std::string Cluster::kubeconfig_of_token(const std::string& token) const {
  return kubeconfig_with("    token: " + token + "\n");
}

std::string Cluster::kubeconfig_with(const std::string& user) const {
  return "apiVersion: v1\nkind: Config\ncurrent-context: test\n"
         "contexts:\n- name: test\n  context: {cluster: test, user: test}\n"
         "clusters:\n- name: test\n  cluster:\n    server: " + url() +
         "\n    certificate-authority-data: " + base64(ca_.certificate()) + "\nusers:\n- name: test\n  user:\n" + user;
}

void Cluster::apply(const nlohmann::json& object) {
  const kube::Resource resource = resource_of(object);
  const Reply reply = request(Method::kPatch, resource.path() + "?fieldManager=test&force=true", object,
                              "application/apply-patch+yaml");
  if (reply.code != 200 && reply.code != 201)
    throw std::runtime_error("apply " + resource.text() + ": HTTP " + std::to_string(reply.code) + " " + reply.body.dump());
}

void Cluster::remove(const nlohmann::json& object) { request(Method::kDelete, resource_of(object).path()); }

void Cluster::apply_rbac(const std::vector<std::string>& components) {
  for (const nlohmann::json& object : rbac_of("gate")) apply(object);
  for (const std::string& component : components)
    for (const nlohmann::json& object : rbac_of(component)) apply(object);
}

std::string Cluster::gate_token() {
  const Reply issued = request(Method::kPost, "/api/v1/namespaces/postern/serviceaccounts/posternd/token",
                               {{"spec", {{"expirationSeconds", 3600}, {"audiences", nlohmann::json::array()}}}});
  if (issued.code != 201) throw std::runtime_error("no token for the gate: " + issued.body.dump());
  return issued.body["status"]["token"];
}

void Cluster::install_constellation(const std::string& components_reference) {
  for (const auto& [kind, plural] : custom_kinds()) apply(definition_of(kind));
  const nlohmann::json version = {{"apiVersion", kConstellationGroup + "/v1alpha1"},
                                  {"kind", "NodeVersion"},
                                  {"metadata", {{"name", "constellation-version"}}},
                                  {"spec", {{"kubernetesComponentsReference", components_reference}}}};
  for (const auto& [kind, plural] : custom_kinds()) {
    const std::string path = "/apis/" + kConstellationGroup + "/v1alpha1/" + plural;
    if (!await([&, path = path] { return request(Method::kGet, path).code == 200; }))
      throw std::runtime_error("the custom resources are not served");
  }
  apply(version);
}

void Cluster::remove_constellation() {
  for (const auto& [kind, plural] : custom_kinds()) {
    request(Method::kDelete, kDefinitions + "/" + plural + "." + kConstellationGroup);
    const std::string path = "/apis/" + kConstellationGroup + "/v1alpha1/" + plural;
    if (!await([&, path = path] { return request(Method::kGet, path).code == 404; }))
      throw std::runtime_error("the custom resources are still served");
  }
}

bool Cluster::may(const std::string& user, const kube::Right& right) {
  const kube::Resource& of = right.resource;
  const nlohmann::json review = {{"spec", {{"user", user},
                                           {"resourceAttributes", {{"verb", right.verb},
                                                                   {"group", of.group},
                                                                   {"resource", of.plural},
                                                                   {"subresource", of.subresource},
                                                                   {"namespace", of.space},
                                                                   {"name", of.name}}}}}};
  const Reply reply = request(Method::kPost, "/apis/authorization.k8s.io/v1/subjectaccessreviews", review);
  if (reply.code != 201) throw std::runtime_error("SubjectAccessReview: HTTP " + std::to_string(reply.code));
  return reply.body["status"]["allowed"] == true;
}

bool Cluster::await_right(const std::string& user, const kube::Right& right, bool is_allowed) {
  return await([&] { return may(user, right) == is_allowed; });
}

bool Cluster::await(const std::function<bool()>& condition) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(40);
  while (!condition())
    if (std::chrono::steady_clock::now() > until || !stays_up(std::chrono::milliseconds(50))) return false;
  return true;
}

Reply Cluster::exchange(const kube::ApiAccess& access, const kube::HttpsRequest& request) {
  auto call = host_.call();
  const auto answer = client_.exchange(call, access, request, std::chrono::seconds(10));
  if (!answer.ok()) return {};
  return {answer.value().code(), nlohmann::json::parse(answer.value().body(), nullptr, false)};
}

kube::ApiAccess Cluster::access_of(const PemPair& client) const {
  return {*kube::parse_server_url(url()), ca_.certificate(), client.certificate, sdk::Secret(sdk::as_bytes(client.key)), {}};
}

kube::ApiAccess Cluster::access_of(const std::string& token) const {
  return {*kube::parse_server_url(url()), ca_.certificate(), {}, {}, sdk::Secret(sdk::as_bytes(token))};
}

Reply Cluster::request(Method method, const std::string& path, const nlohmann::json& body,
                       const std::string& content_type) {
  const std::string text = body.is_null() ? "" : body.dump();
  return exchange(access_of(admin_), {method, path, text, "application/json", content_type});
}

Reply Cluster::request_as(const std::string& token, Method method, const std::string& path,
                          const nlohmann::json& body) {
  const std::string text = body.is_null() ? "" : body.dump();
  return exchange(access_of(token), {method, path, text});
}

nlohmann::json Cluster::who_is(const std::string& token) { return review(access_of(token)); }
nlohmann::json Cluster::who_is(const PemPair& client) { return review(access_of(client)); }

nlohmann::json Cluster::review(const kube::ApiAccess& access) {
  const std::string body = R"({"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"})";
  const Reply reply = exchange(access, {Method::kPost, "/apis/authentication.k8s.io/v1/selfsubjectreviews", body});
  if (reply.code == 201) return reply.body["status"]["userInfo"];
  if (reply.code == 401) return nullptr;
  throw std::runtime_error("SelfSubjectReview: HTTP " + std::to_string(reply.code) + " " + reply.body.dump());
}

}  // namespace postern::test
