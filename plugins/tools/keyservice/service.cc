// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/service.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/security/auth_context.h>

#include <algorithm>

#include "tools/keyservice/check_client.h"
#include "tools/keyservice/log_lines.h"
#include "tools/keyservice/parse_client_identity.h"

namespace postern::keyservice {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kShownId = 80;

Failure not_allowed(std::string text) {
  return Failure::denied(POSTERN_REASON_BACKEND_REFUSED).peer("this client is not allowed").text(std::move(text));
}

// identity_of: of the certificate that the handshake verified.
std::optional<ClientIdentity> identity_of(const grpc::ServerContext& context) {
  const auto peer = context.auth_context();
  if (peer == nullptr || !peer->IsPeerAuthenticated()) return std::nullopt;
  const auto certificates = peer->FindPropertyValues("x509_pem_cert");
  if (certificates.size() != 1) return std::nullopt;
  return parse_client_identity({certificates[0].data(), certificates[0].size()});
}

grpc::StatusCode code_of(const Failure& failure) {
  switch (failure.status()) {
    case POSTERN_UNAVAILABLE: return grpc::UNAVAILABLE;
    case POSTERN_DEADLINE_EXCEEDED: return grpc::DEADLINE_EXCEEDED;
    case POSTERN_CANCELLED: return grpc::CANCELLED;
    case POSTERN_EXHAUSTED: return grpc::RESOURCE_EXHAUSTED;
    case POSTERN_DENIED:
      return failure.code() == POSTERN_REASON_REQUEST_INVALID ? grpc::INVALID_ARGUMENT : grpc::PERMISSION_DENIED;
    default: return grpc::INTERNAL;
  }
}

const char* name_of(grpc::StatusCode code) {
  switch (code) {
    case grpc::OK: return "OK";
    case grpc::UNAVAILABLE: return "UNAVAILABLE";
    case grpc::DEADLINE_EXCEEDED: return "DEADLINE_EXCEEDED";
    case grpc::CANCELLED: return "CANCELLED";
    case grpc::RESOURCE_EXHAUSTED: return "RESOURCE_EXHAUSTED";
    case grpc::INVALID_ARGUMENT: return "INVALID_ARGUMENT";
    case grpc::PERMISSION_DENIED: return "PERMISSION_DENIED";
    default: return "INTERNAL";
  }
}

std::chrono::nanoseconds time_left(const grpc::ServerContext& context, std::chrono::milliseconds most) {
  return std::clamp<std::chrono::nanoseconds>(context.deadline() - std::chrono::system_clock::now(),
                                              std::chrono::nanoseconds(0), most);
}

}  // namespace

Result<std::string> Service::client_of(const grpc::ServerContext& context) const {
  if (settings_.is_plaintext) return std::string("anybody");
  const auto identity = identity_of(context);
  if (!identity) return not_allowed("the client's certificate has no readable names");
  const auto entry = check_client(*identity, settings_.clients);
  if (entry) return entry->text;
  std::string names;
  for (const auto& [prefix, list] : {std::pair{"dns:", &identity->dns}, {"uri:", &identity->uri}, {"cn:", &identity->cn}})
    for (const std::string& name : *list) names += (names.empty() ? "" : " ") + (prefix + name);
  return not_allowed("not one of the clients: " + (names.empty() ? "a certificate without names" : names.substr(0, 200)));
}

Result<void> Service::answer(grpc::ServerContext& context, const kms::GetDataKeyRequest& request,
                             kms::GetDataKeyResponse& response) {
  POSTERN_TRY(id, check_request(request.data_key_id(), request.length(), settings_.requests));
  HostedCall hosted(settings_.secrets, time_left(context, settings_.timeout), [&] { return context.IsCancelled(); });
  sdk::Call call = hosted.call();
  POSTERN_TRY(key, source_.data_key(call, id, request.length()));
  if (key.size() != request.length()) return Failure::internal("the source gave a key of the wrong length");
  response.set_data_key(key.bytes().data(), key.size());
  return {};
}

grpc::Status Service::GetDataKey(grpc::ServerContext* context, const kms::GetDataKeyRequest* request,
                                 kms::GetDataKeyResponse* response) {
  const auto client = client_of(*context);
  const Result<void> result = client.ok() ? answer(*context, *request, *response) : Result<void>(client.failure());
  const grpc::StatusCode code = result.ok() ? grpc::OK : code_of(result.failure());
  note(result.ok() ? "info" : "warn", result.ok() ? "key-given" : "key-refused",
       {{"client", client.ok() ? client.value() : std::string()},
        {"peer", context->peer()},
        {"id", request->data_key_id().substr(0, kShownId)},
        {"length", std::to_string(request->length())},
        {"status", name_of(code)},
        {"code", result.ok() ? std::string() : result.failure().code()},
        {"text", result.ok() ? std::string() : result.failure().operator_text()}});
  if (result.ok()) return grpc::Status::OK;
  const std::string& text = result.failure().peer_text();
  return {code, text.empty() ? "no key can be given" : text};
}

}  // namespace postern::keyservice
