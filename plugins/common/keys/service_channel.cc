// SPDX-License-Identifier: Apache-2.0
#include "common/keys/service_channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include "common/pem/pem.h"

namespace postern::keys {
namespace {

using sdk::Result;
using Credentials = std::shared_ptr<grpc::ChannelCredentials>;

constexpr int kKeepaliveMs = 30'000;         // between pings on an idle connection
constexpr int kKeepaliveTimeoutMs = 10'000;  // for the answer to a ping
constexpr int kFirstReconnectMs = 100;
constexpr int kLongestReconnectMs = 1'000;
constexpr int kConnectMs = 2'000;            // for one attempt to connect, TLS handshake included
constexpr int kMaxAnswer = 64 * 1024;        // bytes

grpc::ChannelArguments arguments(const ServiceConfig& config) {
  grpc::ChannelArguments out;
  out.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  out.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  out.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  out.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLongestReconnectMs);
  out.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMs);
  out.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  out.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  out.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  out.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);  // the source tries again itself, also elsewhere
  out.SetMaxReceiveMessageSize(kMaxAnswer);
  if (!config.server_name.empty()) out.SetSslTargetNameOverride(config.server_name);
  return out;
}

sdk::Failure unusable(const std::string& name, const std::string& what) {
  return sdk::Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED)
      .about(name)
      .text("secret '" + name + "' " + what);
}

std::string_view text(sdk::ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

// Identity: our chain and key for mutual TLS.
struct Identity {
  sdk::ByteView chain, key;
};
Result<Identity> read_identity(sdk::Call& call, const ServiceConfig& config) {
  POSTERN_TRY(chain, call.secret(config.client_cert));
  POSTERN_TRY(key, call.secret(config.client_key));
  const auto certificates = common::parse_certificates(text(chain));
  if (certificates.empty()) return unusable(config.client_cert, "holds no readable PEM certificate");
  const auto private_key = common::parse_private_key(text(key));
  if (!private_key) return unusable(config.client_key, "holds no readable PEM private key without passphrase");
  if (X509_check_private_key(certificates.front().get(), private_key.get()) != 1)
    return unusable(config.client_key, "is not the key of the certificate in '" + config.client_cert + "'");
  return Identity{chain, key};
}

Result<Credentials> credentials(sdk::Call& call, const ServiceConfig& config) {
  if (config.tls == Tls::kOff) return grpc::InsecureChannelCredentials();
  POSTERN_TRY(ca, call.secret(config.ca));
  if (common::parse_certificates(text(ca)).empty()) return unusable(config.ca, "holds no readable PEM certificate");
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = text(ca);
  if (config.tls == Tls::kMutual) {
    POSTERN_TRY(identity, read_identity(call, config));
    options.pem_cert_chain = text(identity.chain);
    options.pem_private_key = text(identity.key);
  }
  Credentials made = grpc::SslCredentials(options);
  explicit_bzero(options.pem_private_key.data(), options.pem_private_key.size());
  return made;
}

}  // namespace

Result<std::vector<std::shared_ptr<grpc::Channel>>> create_channels(sdk::Call& call, const ServiceConfig& config) {
  POSTERN_TRY(chosen, credentials(call, config));
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (const Endpoint& endpoint : config.endpoints) {
    if (config.tls == Tls::kOff && !endpoint.is_loopback)
      call.warn("keys travel unencrypted: tls is \"off\" for the key service " + endpoint.text);
    channels.push_back(grpc::CreateCustomChannel(endpoint.target, chosen, arguments(config)));
    if (!channels.back()) return sdk::Failure::internal("gRPC made no channel to " + endpoint.text);
  }
  return channels;
}

}  // namespace postern::keys
