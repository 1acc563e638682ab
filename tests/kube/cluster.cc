// SPDX-License-Identifier: Apache-2.0
#include "kube/cluster.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace postern::test {
namespace {

using kube_token::Method;

std::string& program() {
  static std::string path;
  return path;
}

// free_port: nobody listens on it at this moment. Neither server can be asked for a port of the system's choice and
// tell which one it got.
int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("no free port");
  close(fd);
  return ntohs(address.sin_port);
}

std::string local(int port) { return "http://127.0.0.1:" + std::to_string(port); }

std::string base64(const std::string& text) {
  std::string out((text.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(text.data()),
                  static_cast<int>(text.size()));
  out.pop_back();
  return out;
}

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

std::string Cluster::kubeconfig_of(const PemPair& client) const {
  return "apiVersion: v1\nkind: Config\ncurrent-context: test\n"
         "contexts:\n- name: test\n  context: {cluster: test, user: test}\n"
         "clusters:\n- name: test\n  cluster:\n    server: " + url() +
         "\n    certificate-authority-data: " + base64(ca_.certificate()) +
         "\nusers:\n- name: test\n  user:\n    client-certificate-data: " + base64(client.certificate) +
         "\n    client-key-data: " + base64(client.key) + "\n";
}

void Cluster::grant(const std::string& kind, const std::string& name) {
  const std::string rbac = "/apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/";
  request(Method::kPost, rbac + "roles",
          {{"metadata", {{"name", "postern"}}},
           {"rules", {{{"apiGroups", {""}}, {"resources", {"secrets"}}, {"verbs", {"create", "delete"}}}}}});
  nlohmann::json subject = {{"kind", kind}, {"name", name}};
  if (kind == "ServiceAccount") subject["namespace"] = "kube-system";
  request(Method::kPost, rbac + "rolebindings",
          {{"metadata", {{"name", "postern-" + name}}},
           {"roleRef", {{"apiGroup", "rbac.authorization.k8s.io"}, {"kind", "Role"}, {"name", "postern"}}},
           {"subjects", nlohmann::json::array({subject})}});
  const std::string user = kind == "User" ? name : "system:serviceaccount:kube-system:" + name;
  const nlohmann::json review = {
      {"spec", {{"user", user}, {"resourceAttributes", {{"namespace", "kube-system"}, {"verb", "delete"}, {"resource", "secrets"}}}}}};
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (std::chrono::steady_clock::now() < until)
    if (request(Method::kPost, "/apis/authorization.k8s.io/v1/subjectaccessreviews", review).body["status"]["allowed"] == true)
      return;
  throw std::runtime_error("the grant for " + user + " did not take effect");
}

Reply Cluster::exchange(const kube_token::ApiAccess& access, const kube_token::HttpsRequest& request) {
  auto call = host_.call();
  const auto answer = client_.exchange(call, access, request, std::chrono::seconds(10));
  if (!answer.ok()) return {};
  return {answer.value().code(), nlohmann::json::parse(answer.value().body(), nullptr, false)};
}

Reply Cluster::request(Method method, const std::string& path, const nlohmann::json& body) {
  const kube_token::ApiAccess access{*kube_token::parse_server_url(url()), ca_.certificate(), admin_.certificate,
                                     sdk::Secret(sdk::as_bytes(admin_.key)), {}};
  const std::string text = body.dump();
  return exchange(access, {method, path, text});
}

Reply Cluster::request_as(const std::string& token, Method method, const std::string& path,
                          const nlohmann::json& body) {
  const kube_token::ApiAccess access{*kube_token::parse_server_url(url()), ca_.certificate(), {}, {},
                                     sdk::Secret(sdk::as_bytes(token))};
  const std::string text = body.dump();
  return exchange(access, {method, path, text});
}

nlohmann::json Cluster::who_is(const std::string& token) {
  const Reply reply = request_as(token, Method::kPost, "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                                 {{"apiVersion", "authentication.k8s.io/v1"}, {"kind", "SelfSubjectReview"}});
  if (reply.code == 201) return reply.body["status"]["userInfo"];
  if (reply.code == 401) return nullptr;
  throw std::runtime_error("SelfSubjectReview: HTTP " + std::to_string(reply.code) + " " + reply.body.dump());
}

}  // namespace postern::test
