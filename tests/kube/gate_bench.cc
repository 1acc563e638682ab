// SPDX-License-Identifier: Apache-2.0
#include "kube/gate_bench.h"

#include <openssl/rand.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/encoding/base64.h"
#include "support/csr_builder.h"

namespace postern::test {
namespace {

const std::string kSecrets = "/api/v1/namespaces/kube-system/secrets";
const std::string kNodes = "/apis/update.edgeless.systems/v1alpha1/joiningnodes";
const std::vector<std::string> kPkiFiles{"ca.key", "sa.key", "front-proxy-ca.key", "etcd/ca.key",
                                         "ca.crt", "sa.pub", "front-proxy-ca.crt", "etcd/ca.crt"};

std::string random_bytes() {
  std::string bytes(32, '\0');
  RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  return bytes;
}

std::string text_of(attest::ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

attest::ByteVector bytes_of(const std::string& text) {
  const attest::ByteView view = attest::as_bytes(text);
  return {view.begin(), view.end()};
}

// An Ed25519 host key as SSH writes it (RFC 8709, 4).
std::string host_key() {
  return std::string("\0\0\0\x0bssh-ed25519\0\0\0\x20", 19) + random_bytes();
}

constexpr char kFixed[] = R"(
[log]
format = "json"
level = "debug"
[effects]
directory = "effects"
[secrets]
master = { file = "master" }
salt = { file = "salt" }
measurement-salt = { file = "measurement-salt" }
kubeconfig = { file = "kubeconfig" }
ca-key = { file = "pki/ca.key" }
[plugins]
qemu-tpm = { path = "qemu-tpm.so" }
kms = { path = "kms.so" }
kube-token = { path = "kube-token.so" }
[instances.tpm]
use = "qemu-tpm"
[instances.tpm.config]
ak_trust = "any"
[[instances.tpm.config.measurements]]
name = "clean"
pcrs.4.expected = "0000000000000000000000000000000000000000000000000000000000000000"
[instances.keys]
use = "kms"
config = { mode = "local", master_secret = "master", salt = "salt", measurement_salt = "measurement-salt" }
[instances.joining]
use = "kube-token/joining-node"
config = { mode = "kubeconfig", kubeconfig = "kubeconfig", required = true }
[instances.token]
use = "kube-token/kube-token"
config = { mode = "kubeconfig", kubeconfig = "kubeconfig" }
[instances.cert]
use = "kube-token/kubelet-cert"
config = { mode = "ca-files", ca_cert = "pki/ca.crt", ca_key = "ca-key" }
[instances.parts]
use = "kube-token/kube-components"
config = { mode = "kubeconfig", kubeconfig = "kubeconfig", required = true }
[instances.ssh]
use = "kube-token/ssh-host-cert"
config = {}
)";

}  // namespace

void GateBench::SetUp() {
  ClusterTest::SetUp();
  if (IsSkipped()) return;
  cluster().install_constellation("components-1");
  cluster().apply({{"apiVersion", "v1"},
                   {"kind", "ConfigMap"},
                   {"metadata", {{"name", "components-1"}, {"namespace", "kube-system"}}},
                   {"data",
                    {{"cluster-version", "v1.33.1"},
                     {"components", R"([{"url":"https://example.com/cni.tgz","hash":"sha256:)" + std::string(64, 'a') +
                                        R"(","install_path":"/opt/cni/bin","extract":true}])"}}}});
  cluster().apply_rbac({"bootstrap-token", "joining-node", "kube-components"});
  clean();
  proxy_ = std::make_unique<ApiProxy>(cluster());
  tpm_ = std::make_unique<Swtpm>();
  joiner_ = std::make_unique<Joiner>(*tpm_);
  for (const char* name : {"master", "salt", "measurement-salt"}) dir_.write(name, random_bytes());
  std::filesystem::create_directories(dir_.path() + "/pki/etcd");
  for (const std::string& name : kPkiFiles) dir_.write("pki/" + name, "content of " + name + "\n");
  dir_.write("pki/ca.crt", cluster().ca().certificate());
  dir_.write("pki/ca.key", cluster().ca().key());
  dir_.write("kubeconfig", proxy_->kubeconfig(cluster().gate_token()));
  const kube::Right right{"create", {.space = "kube-system", .plural = "secrets"}};
  ASSERT_TRUE(cluster().await_right(Cluster::kGate, right, true));
}

void GateBench::TearDown() {
  if (!IsSkipped()) clean();
}

void GateBench::clean() {
  for (const std::string& name : tokens()) cluster().request(kube::Method::kDelete, kSecrets + "/" + name);
  for (const std::string& name : nodes()) cluster().request(kube::Method::kDelete, kNodes + "/" + name);
}

void GateBench::configure(const GateFileParts& parts) {
  dir_.write("gate.toml", "[gate]\nlisten = \"127.0.0.1:0\"\nplugin_dir = \"" POSTERN_PLUGIN_DIR "\"\n" + parts.gate + kFixed +
                              parts.instances + "[[pipeline]]\nname = \"workers\"\n" +
                              "match = { evidence = \"qemu-vtpm\", request = \"join\", role = \"worker\" }\nsteps = [" +
                              parts.worker_steps + "]\n" + parts.more);
}

absl::StatusOr<pipeline::Ticket> GateBench::join(const GateRun& gate, const Asked& asked, Joiner* joiner) {
  JoinAs as = worker();
  as.request.kind = asked.kind;
  as.request.role = asked.role;
  as.timeout = std::chrono::minutes(5);
  if (asked.kind == pipeline::kJoin) {
    const MadeCsr csr = make_csr({.subject = {{"O", "system:nodes"}, {"CN", "system:node:" + asked.node}}, .names = {"IP:10.0.0.7"}});
    if (asked.kubelet_key != nullptr) *asked.kubelet_key = csr.key;
    as.request.fields.push_back({"certificate_request", "", bytes_of(csr.der)});
    as.request.fields.push_back({"host_public_key", "", bytes_of(host_key())});
    as.request.fields.push_back({"host_certificate_principals", "", asked.node});
  }
  return test::join(gate.address(), joiner == nullptr ? *joiner_ : *joiner, as);
}

std::vector<std::string> GateBench::names_at(const std::string& path, const std::string& prefix) {
  std::vector<std::string> names;
  const Reply reply = cluster().request(kube::Method::kGet, path);
  EXPECT_EQ(reply.code, 200) << path;
  for (const auto& item : reply.body.value("items", nlohmann::json::array()))
    if (const std::string name = item["metadata"]["name"]; name.starts_with(prefix)) names.push_back(name);
  return names;
}
std::vector<std::string> GateBench::tokens() { return names_at(kSecrets, "bootstrap-token-"); }
std::vector<std::string> GateBench::nodes() { return names_at(kNodes); }

std::string GateBench::file(const std::string& name) const {
  std::ifstream in(dir_.path() + "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void GateBench::expect_no_secret_shown(const std::map<std::string, std::string>& more) {
  const std::string shown = said_ + file("effects/effects.log");
  const auto absent = [&](const std::string& what, const std::string& secret) {
    ASSERT_GE(secret.size(), 16u) << what;
    for (const std::string& form : {secret, encoding::encode_base64(attest::as_bytes(secret)), attest::to_hex(attest::as_bytes(secret))})
      EXPECT_EQ(shown.find(form), shown.npos) << what;
  };
  for (const char* name : {"master", "salt"}) absent(name, file(name));
  for (const auto& [what, secret] : more) absent(what, secret);
  absent("CA key", file("pki/ca.key").substr(30, 60));
  const std::string kubeconfig = file("kubeconfig"), label = "    token: ";
  const std::size_t begin = kubeconfig.find(label) + label.size();
  absent("credential", kubeconfig.substr(begin, kubeconfig.find('\n', begin) - begin));
  for (const WebRequest& request : proxy_->requests()) {
    if (!creates_token(request)) continue;
    const auto body = nlohmann::json::parse(request.body);
    absent("token", text_of(encoding::decode_base64(body["data"]["token-secret"].get<std::string>()).value()));
  }
}

}  // namespace postern::test
