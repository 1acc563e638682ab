// SPDX-License-Identifier: Apache-2.0
#include "common/kube/api_client.h"

#include <algorithm>
#include <thread>

#include "common/kube/api_answer.h"

namespace postern::kube {
namespace {

using nlohmann::json;
using sdk::Result;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int kMaxAttempts = 5;  // of one request, waits that the server asked for between them
constexpr milliseconds kSlice(20);
constexpr const char* kMetadataOnly =
    "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

// left: until then; at least one millisecond, which is then too short, so that the exchange says what happened.
milliseconds left(Clock::time_point until) {
  return std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(until - Clock::now()));
}

// may_repeat: the server has not begun with it, or beginning again does no harm.
bool may_repeat(long code, Method method) { return code == 429 || (code == 503 && method != Method::kPost); }

// pause: false when the call was cancelled meanwhile.
bool pause(sdk::Call& call, std::chrono::seconds time) {
  const auto until = Clock::now() + time;
  while (Clock::now() < until) {
    if (call.cancelled()) return false;
    std::this_thread::sleep_for(std::min<Clock::duration>(kSlice, until - Clock::now()));
  }
  return true;
}

Refused refused_of(const ApiRequest& request, const std::string& server, const HttpsAnswer& answer,
                   const std::optional<json>& body) {
  Refused refused{server, verb_of(request.method, request.resource), request.resource.text(), answer.code()};
  refused.wait = answer.retry_after();
  if (!body) return refused;
  refused.reason = status_reason(*body);
  if (!request.is_secret) refused.message = status_message(*body);
  if (refused.wait == refused.wait.zero()) refused.wait = status_wait(*body);
  return refused;
}

}  // namespace

std::string verb_of(Method method, const Resource& resource) {
  switch (method) {
    case Method::kPost: return "create";
    case Method::kPut: return "update";
    case Method::kPatch: return "patch";
    case Method::kDelete: return "delete";
    case Method::kGet: break;
  }
  return resource.name.empty() ? "list" : "get";
}

Result<HttpsAnswer> ApiClient::attempt(sdk::Call& call, const ApiRequest& request, milliseconds time,
                                       std::string& server) {
  POSTERN_TRY(access, access_->load(call));
  server = access.server.authority;
  HttpsRequest wire{request.method, request.resource.path(), request.body};
  if (!request.query.empty()) wire.path += "?" + request.query;
  if (request.is_secret) wire.accept = kMetadataOnly;
  wire.content_type = request.content_type;
  return client_.exchange(call, access, wire, time);
}

Result<json> ApiClient::send(sdk::Call& call, const ApiRequest& request) {
  if (!request.resource.is_valid()) return sdk::Failure::internal("no path for " + request.resource.text());
  const auto until = Clock::now() + std::min<std::chrono::nanoseconds>(timeout_, call.remaining());
  bool is_renewed = false;
  for (int attempts = 1;; ++attempts) {
    std::string server;
    POSTERN_TRY(answer, attempt(call, request, left(until), server));
    auto body = parse_answer(answer.body());
    if (answer.code() >= 200 && answer.code() < 300 && body) return *std::move(body);
    const Refused refused = refused_of(request, server, answer, body);
    if (answer.code() == 401 && !is_renewed) {
      is_renewed = true;  // the credentials may have been replaced while the request was under way
      continue;
    }
    const bool is_worth_it = may_repeat(answer.code(), request.method) && attempts < kMaxAttempts;
    if (!is_worth_it || refused.wait == refused.wait.zero() || Clock::now() + refused.wait >= until)
      return failure_of(refused);
    if (!pause(call, refused.wait))
      return sdk::Failure(POSTERN_CANCELLED, POSTERN_REASON_BACKEND_UNAVAILABLE).text("cancelled while waiting");
  }
}

Result<json> ApiClient::get(sdk::Call& call, const Resource& resource) {
  return send(call, {Method::kGet, resource});
}

Result<json> ApiClient::post(sdk::Call& call, const Resource& collection, const json& object) {
  const std::string body = object.dump();
  return send(call, {Method::kPost, collection, body});
}

Result<json> ApiClient::put(sdk::Call& call, const Resource& resource, const json& object) {
  const std::string body = object.dump();
  return send(call, {Method::kPut, resource, body});
}

Result<json> ApiClient::patch(sdk::Call& call, const Resource& resource, const json& changes) {
  const std::string body = changes.dump();
  return send(call, {Method::kPatch, resource, body, "application/merge-patch+json"});
}

// JSON is YAML, which is all that this content type allows before Kubernetes 1.34.
Result<json> ApiClient::apply(sdk::Call& call, const Resource& resource, const json& object) {
  const std::string body = object.dump();
  return send(call, {Method::kPatch, resource, body, "application/apply-patch+yaml", "fieldManager=postern&force=true"});
}

Result<json> ApiClient::remove(sdk::Call& call, const Resource& resource, const json& options) {
  const std::string body = options.is_null() ? "" : options.dump();
  return send(call, {Method::kDelete, resource, body});
}

}  // namespace postern::kube
