// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/ssh_host/ssh_host_cert.h"

#include <algorithm>

#include "backends/kube-token/ssh_host/parse_cert_sans.h"
#include "common/kube/api_answer.h"
#include "common/ssh/host_certificate.h"
#include "common/ssh/parse_public_key.h"
#include "common/ssh/principal.h"

namespace postern::kube_token {
namespace {

using sdk::Result;
using Names = std::vector<std::string>;

constexpr std::string_view kSeed = "ssh_ca_seed";
constexpr std::string_view kCaKey = "authorized_ca_public_key";
constexpr std::string_view kCertificate = "host_certificate";
constexpr std::string_view kHostKey = "host_public_key";
constexpr std::string_view kPrincipals = "host_certificate_principals";

void add_once(Names& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

// requested_principals: those that the node names. One that is no name refuses the request: OpenSSH would take it as a
// pattern.
Result<Names> requested_principals(const sdk::Request& request) {
  Names names;
  for (const postern_field& field : request.fields) {
    if (sdk::text_view(field.name) != kPrincipals) continue;
    const std::string name(sdk::text_view(field.value.bytes));
    if (field.value.type != POSTERN_TYPE_TEXT || !ssh::is_principal(name))
      return sdk::Failure::denied(POSTERN_REASON_REQUEST_INVALID)
          .about(std::string(kPrincipals))
          .expected("host names and addresses")
          .peer("a host_certificate_principals is neither a host name nor an address")
          .text("the node asks for a principal that is neither a host name nor an address");
    add_once(names, name);
  }
  return names;
}

Result<sdk::ByteView> seed_of(const sdk::Call& call) {
  const auto seed = call.earlier(kSeed);
  if (seed && seed->type == POSTERN_TYPE_BYTES && seed->bytes.len == ssh::kSeed) return sdk::view(seed->bytes);
  return sdk::Failure::misconfigured(std::string(kSeed), "no earlier step gave the seed of the SSH CA, 32 bytes");
}

}  // namespace

sdk::Description SshHostCert::describe() {
  return {.id = "ssh-host-cert",
          .version = "1.0.0",
          .summary = "A certificate for the node's SSH host key, and the CA that signed it",
          .config_schema_json = kSshHostCertSchema,
          .threading = POSTERN_THREADING_CONCURRENT,
          .fields_out = {{kCaKey, POSTERN_TYPE_BYTES}, {kCertificate, POSTERN_TYPE_BYTES}},
          .fields_in = {{kSeed, POSTERN_TYPE_BYTES}}};
}

Result<std::unique_ptr<SshHostCert>> SshHostCert::create(sdk::Call&, Config config) {
  std::unique_ptr<kube::ApiClient> client;
  if (config.access) {
    POSTERN_TRY(made, kube::create_client(*std::move(config.access)));
    client = std::move(made);
  }
  return std::make_unique<SshHostCert>(std::move(client), std::move(config.principals));
}

// api_server_names: a name with a wildcard is good for a TLS certificate, but would make every node's SSH certificate
// good for all hosts below it; so it is left out.
Result<Names> SshHostCert::api_server_names(sdk::Call& call) {
  if (client_ == nullptr) return Names();
  POSTERN_TRY(object, client_->get(call, {.space = "kube-system", .plural = "configmaps", .name = "kubeadm-config"}));
  POSTERN_TRY(names, parse_cert_sans(kube::text_member(object, {"data", "ClusterConfiguration"})));
  const auto others = std::partition(names.begin(), names.end(), ssh::is_principal);
  if (others != names.end())
    call.warn(std::to_string(names.end() - others) + " certSANs in kubeadm-config are no plain names and are left out");
  names.erase(others, names.end());
  return names;
}

Result<void> SshHostCert::self_test(sdk::Call& call) {
  POSTERN_CHECK(api_server_names(call));
  return {};
}

Result<std::string> SshHostCert::certify(sdk::Call& call, const sdk::Request& request, const ssh::PublicKey& key,
                                         sdk::ByteView seed, std::string& ca_line) {
  POSTERN_TRY(principals, requested_principals(request));
  POSTERN_TRY(names, api_server_names(call));
  for (const std::string& name : names) add_once(principals, name);
  for (const std::string& name : principals_) add_once(principals, name);
  if (principals.empty())
    return sdk::Failure::denied(POSTERN_REASON_REQUEST_INVALID)
        .about(std::string(kPrincipals))
        .expected("one at least")
        .observed("none")
        .peer("the request names no host_certificate_principals")
        .text("no principal is named; a certificate without would be good for every host");
  POSTERN_TRY(ca, ssh::CaKey::from_seed(seed));
  ca_line = ca.authorized_key();
  return ssh::sign_host_certificate(ca, key, {"postern " + std::string(request.request_id), std::move(principals),
                                              std::chrono::floor<std::chrono::seconds>(call.now())});
}

Result<void> SshHostCert::contribute(sdk::Call& call, const sdk::Request& request) {
  const postern_value* host_key = request.find(kHostKey);
  if (host_key == nullptr || (!request.wants(kCaKey) && !request.wants(kCertificate))) return {};
  POSTERN_TRY(key, ssh::parse_public_key(sdk::view(host_key->bytes)));
  POSTERN_TRY(seed, seed_of(call));
  std::string ca_line;
  POSTERN_TRY(certificate, certify(call, request, key, seed, ca_line));
  if (request.wants(kCaKey)) POSTERN_CHECK(call.emit(kCaKey, sdk::as_bytes(ca_line)));
  if (request.wants(kCertificate)) POSTERN_CHECK(call.emit(kCertificate, sdk::as_bytes(certificate)));
  return {};
}

}  // namespace postern::kube_token
