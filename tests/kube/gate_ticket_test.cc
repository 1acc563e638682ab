// SPDX-License-Identifier: Apache-2.0
//
// The whole ticket from a real cluster: every field of join.API, for a worker, for a control plane and for a machine
// that comes back; with the rights of packaging/kubernetes/rbac.yaml.

#include <gmock/gmock.h>

#include "kube/gate_bench.h"

namespace postern::test {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr char kFiles[] = "[instances.files]\nuse = \"kube-token/control-plane-files\"\nconfig = { directory = \"pki\" }\n";

std::string control_planes(const std::string& condition) {
  return "[[pipeline]]\nname = \"control-planes\"\n"
         "match = { evidence = \"qemu-vtpm\", request = \"join\", role = \"control-plane\" }\n" + condition +
         "\nsteps = [\"tpm\", \"keys\", \"joining\", \"token\", \"cert\", \"parts\", \"ssh\", \"files\"]\n"
         "[[pipeline]]\nname = \"again\"\nmatch = { evidence = \"qemu-vtpm\", request = \"rejoin\" }\nsteps = [\"tpm\", \"keys\"]\n";
}

std::vector<std::string> names_of(const pipeline::Ticket& ticket) {
  std::vector<std::string> names;
  for (const pipeline::TicketField& field : ticket.fields)
    if (std::find(names.begin(), names.end(), field.name) == names.end()) names.push_back(field.name);
  return names;
}

class GateTicket : public GateBench {
 protected:
  // ak_name: lower-case hex, as the gate proves it for a TPM.
  std::string ak_name(Joiner& joiner) {
    GateFileParts parts;
    parts.instances = "[plugins.echo-claims]\npath = \"../test-plugins/echo-claims.so\"\n[instances.echo]\nuse = \"echo-claims\"\n";
    parts.more = "[[pipeline]]\nname = \"who\"\nmatch = { evidence = \"qemu-vtpm\", request = \"who-am-i\" }\nsteps = [\"tpm\", \"echo\"]\n";
    configure(parts);
    const auto gate = start();
    JoinAs as;
    as.protocol = rpc::Protocol::kPostern;
    as.request.kind = "who-am-i";
    const auto ticket = test::join(gate->address(), joiner, as);
    EXPECT_TRUE(ticket.ok()) << ticket.status();
    return ticket.ok() ? attest::to_hex(attest::as_bytes(text(*ticket, "ak"))) : "";
  }
};

TEST_F(GateTicket, WorkerGetsEveryFieldButControlPlaneFiles) {
  configure();
  const auto gate = start();
  const auto ticket = join(*gate);
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  EXPECT_THAT(names_of(*ticket),
              UnorderedElementsAre("state_disk_key", "measurement_salt", "measurement_secret", "kubelet_cert",
                                   "api_server_endpoint", "token", "discovery_token_ca_cert_hash", "kubernetes_version",
                                   "kubernetes_components", "authorized_ca_public_key", "host_certificate"));
  EXPECT_THAT(text(*ticket, "state_disk_key"), SizeIs(32));
  EXPECT_THAT(text(*ticket, "measurement_secret"), SizeIs(32));
  EXPECT_NE(text(*ticket, "state_disk_key"), text(*ticket, "measurement_secret"));
  EXPECT_EQ(text(*ticket, "measurement_salt"), file("measurement-salt"));
  EXPECT_EQ("https://" + text(*ticket, "api_server_endpoint"), proxy_->url());
  EXPECT_THAT(text(*ticket, "discovery_token_ca_cert_hash"), StartsWith("sha256:"));
  EXPECT_EQ(text(*ticket, "kubernetes_version"), "v1.33.1");
  const auto part = nlohmann::json::parse(text(*ticket, "kubernetes_components"));
  EXPECT_EQ(part["url"], "https://example.com/cni.tgz");
  EXPECT_EQ(ticket->find("kubernetes_components")->key, "/opt/cni/bin");
  EXPECT_THAT(text(*ticket, "authorized_ca_public_key"), StartsWith("ssh-ed25519 "));
  EXPECT_THAT(text(*ticket, "host_certificate"), StartsWith("ssh-ed25519-cert-v01@openssh.com "));
  EXPECT_THAT(text(*ticket, "kubelet_cert"), StartsWith("-----BEGIN CERTIFICATE-----"));
  EXPECT_THAT(nodes(), testing::ElementsAre("node-1"));
}

TEST_F(GateTicket, TokenWorksAtTheApiServer) {
  configure();
  const auto gate = start();
  const auto ticket = join(*gate);
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  const std::string token = text(*ticket, "token");
  ASSERT_TRUE(cluster().await([&] { return !cluster().who_is(token).is_null(); }));
  EXPECT_EQ(cluster().who_is(token)["username"], "system:bootstrap:" + token.substr(0, 6));
  EXPECT_EQ(cluster().request_as(token, kube::Method::kGet, "/api/v1/namespaces/kube-system/secrets").code, 403);
}

TEST_F(GateTicket, KubeletCertificateIsTheNodeAtTheApiServer) {
  configure();
  const auto gate = start();
  std::string key;
  const auto ticket = join(*gate, {.node = "worker-7", .kubelet_key = &key});
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  const auto user = cluster().who_is({text(*ticket, "kubelet_cert"), key});
  ASSERT_TRUE(user.is_object()) << cluster().log();
  EXPECT_EQ(user["username"], "system:node:worker-7");
  EXPECT_THAT(user["groups"].get<std::vector<std::string>>(), UnorderedElementsAre("system:nodes", "system:authenticated"));
}

TEST_F(GateTicket, ControlPlaneIsWhomPolicySays) {
  Swtpm other_tpm;
  Joiner control_plane(other_tpm);
  const std::string name = ak_name(control_plane);
  GateFileParts parts;
  parts.instances = kFiles;
  parts.more = control_planes("when = { \"tpm.ak.name\" = \"" + name + "\" }");
  configure(parts);
  const auto gate = start();

  const auto ticket = join(*gate, {.node = "cp-1", .role = "control-plane"}, &control_plane);
  ASSERT_TRUE(ticket.ok()) << ticket.status();
  std::map<std::string, std::string> files;
  for (const pipeline::TicketField& field : ticket->fields)
    if (field.name == "control_plane_files")
      files[field.key] = {reinterpret_cast<const char*>(field.bytes.bytes().data()), field.bytes.size()};
  EXPECT_THAT(files, SizeIs(8));
  for (const char* path : {"ca.key", "sa.key", "front-proxy-ca.key", "etcd/ca.key", "ca.crt", "sa.pub", "front-proxy-ca.crt", "etcd/ca.crt"})
    EXPECT_EQ(files[path], file("pki/" + std::string(path))) << path;
  EXPECT_THAT(names_of(*ticket), SizeIs(12)) << "every field of the protocol";
  EXPECT_THAT(nodes(), testing::ElementsAre("control-plane"));
  clean();

  const auto worker = join(*gate, {.node = "node-1", .role = "control-plane"});
  EXPECT_TRUE(absl::IsPermissionDenied(worker.status())) << worker.status();
  const auto honest = join(*gate);
  ASSERT_TRUE(honest.ok()) << honest.status();
  EXPECT_EQ(honest->find("control_plane_files"), nullptr);
  EXPECT_THAT(tokens(), SizeIs(1));
}

TEST_F(GateTicket, MachineThatComesBackGetsTheSameKeys) {
  GateFileParts parts;
  parts.instances = kFiles;
  parts.more = control_planes("trust_requested_role = true");
  configure(parts);
  auto gate = start();
  const auto first = join(*gate);
  ASSERT_TRUE(first.ok()) << first.status();
  gate = nullptr;
  gate = start();
  const auto again = join(*gate, {.role = "", .kind = "rejoin"});
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_THAT(names_of(*again), UnorderedElementsAre("state_disk_key", "measurement_secret"));
  EXPECT_EQ(text(*again, "state_disk_key"), text(*first, "state_disk_key"));
  EXPECT_EQ(text(*again, "measurement_secret"), text(*first, "measurement_secret"));
  EXPECT_THAT(tokens(), SizeIs(1)) << "a rejoin makes none";
}

}  // namespace
}  // namespace postern::test
