// SPDX-License-Identifier: Apache-2.0
#pragma once

// ApiClient: objects of the Kubernetes API as JSON. All components that talk to a cluster use this one.

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "common/kube/api_refusal.h"
#include "common/kube/https_client.h"
#include "common/kube/resource.h"

namespace postern::kube {

// ApiRequest: the general form of a request.
struct ApiRequest {
  Method method = Method::kGet;
  Resource resource;
  std::string_view body = {};                    // JSON; lives until the request is over
  std::string content_type = "application/json";
  std::string query = {};                        // "fieldManager=postern&force=true", without the question mark
  // The body holds secrets: of a refusal only its code and its reason's one word are shown, and of the object only
  // its metadata is asked back.
  bool is_secret = false;
};

class ApiClient {
 public:
  // timeout: for one request with all waits and repetitions; never more than what the call has left.
  ApiClient(std::unique_ptr<AccessSource> access, std::chrono::milliseconds timeout)
      : access_(std::move(access)), timeout_(timeout) {}

  // All: the object that a 2xx answer holds. Any thread; calls overlap; connections are kept. Credentials and the CA
  // are read again for every request, and once more when the server answers 401. When it says how long to wait (429, or
  // 503 to anything but POST, which it may have carried out) and that fits, the request is repeated.
  // Errors: those of the access source and of HttpsClient::exchange; failure_of for every answer that is no 2xx, and
  // for one that is no JSON object; internal, when the resource is not valid.
  sdk::Result<nlohmann::json> get(sdk::Call& call, const Resource& resource);
  sdk::Result<nlohmann::json> post(sdk::Call& call, const Resource& collection, const nlohmann::json& object);
  sdk::Result<nlohmann::json> put(sdk::Call& call, const Resource& resource, const nlohmann::json& object);

  // patch: a JSON merge patch (RFC 7386).
  sdk::Result<nlohmann::json> patch(sdk::Call& call, const Resource& resource, const nlohmann::json& changes);

  // apply: server-side apply as field manager "postern", by force. The object needs apiVersion, kind and metadata.name.
  sdk::Result<nlohmann::json> apply(sdk::Call& call, const Resource& resource, const nlohmann::json& object);

  // remove: DELETE; options is a DeleteOptions (meta/v1), e.g. with preconditions, or null.
  sdk::Result<nlohmann::json> remove(sdk::Call& call, const Resource& resource, const nlohmann::json& options = {});

  sdk::Result<nlohmann::json> send(sdk::Call& call, const ApiRequest& request);

  // access: where the server is and who vouches for it, as it stands now.
  sdk::Result<ApiAccess> access(sdk::Call& call) const { return access_->load(call); }

 private:
  sdk::Result<HttpsAnswer> attempt(sdk::Call& call, const ApiRequest& request, std::chrono::milliseconds time,
                                   std::string& server);

  const std::unique_ptr<AccessSource> access_;
  const std::chrono::milliseconds timeout_;
  HttpsClient client_;
};

// verb_of: as a Role calls it: get (or list, without a name), create, update, patch, delete.
std::string verb_of(Method method, const Resource& resource);

}  // namespace postern::kube
