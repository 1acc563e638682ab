// SPDX-License-Identifier: Apache-2.0
#include "support/cloud_stand_in.h"

#include <chrono>

#include "common/encoding/base64.h"
#include "support/maa_stand_in.h"

namespace postern::test {
namespace {

constexpr const char* kBearer = "ya29.token-of-the-stand-in";

// A token for the request's nonce that is valid now.
std::string maa_token(const AzureVm& vm, const MaaRequest& request, const std::string& issuer) {
  using std::chrono::system_clock;
  const auto now = system_clock::to_time_t(system_clock::now());
  nlohmann::json claims = maa_claims(vm.facts, {}, {});
  claims["iss"] = issuer;
  claims["iat"] = claims["nbf"] = now - 60;
  claims["exp"] = now + 3600;
  claims["x-ms-runtime"]["client-payload"]["nonce"] = encoding::encode_base64(request.nonce);
  return write_maa_token(claims);
}

}  // namespace

WebServer::Handler with_header(const std::string& name, const std::string& value, WebAnswer answer) {
  return [=](const WebRequest& request) {
    const auto found = request.headers.find(name);
    return found != request.headers.end() && found->second == value ? answer : status(403);
  };
}

CloudStandIn::CloudStandIn() : server_([this](const WebRequest& request) { return answer(request); }) {}

WebAnswer CloudStandIn::answer(const WebRequest& request) {
  WebServer::Handler handler;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [start, outage] : outages_)
      if (request.target.starts_with(start)) return outage;
    const auto found = pages_.find(request.target);
    if (found == pages_.end()) return status(404);
    handler = found->second;
  }
  return handler(request);
}

void CloudStandIn::serve(const std::string& target, WebAnswer answer) {
  serve(target, [=](const WebRequest&) { return answer; });
}

void CloudStandIn::serve(const std::string& target, WebServer::Handler handler) {
  const std::lock_guard lock(mutex_);
  pages_[target] = std::move(handler);
}

void CloudStandIn::serve_all(const std::string& start, WebAnswer answer) {
  const std::lock_guard lock(mutex_);
  outages_[start] = std::move(answer);
}

void CloudStandIn::serve_again(const std::string& start) {
  const std::lock_guard lock(mutex_);
  outages_.erase(start);
}

void CloudStandIn::serve_azure(const AzureVm& vm) {
  serve(kThimTarget, with_header("metadata", "true", ok(vm.thim_answer().dump())));
}

void CloudStandIn::serve_maa(const AzureVm& vm) {
  serve(kMaaTarget, [this, &vm](const WebRequest& request) {
    const MaaRequest asked = read_maa_request(request.body);
    const std::string wrong = check_maa_request(asked);
    return wrong.empty() ? ok(write_maa_answer(asked, maa_token(vm, asked, url()))) : status(400, {}, wrong);
  });
  serve("/certs", ok(maa_key_set()));
}

void CloudStandIn::serve_kds(const AzureMachine& machine) {
  std::map<std::string, std::string> pages;
  test::serve_kds(pages, machine);
  for (const auto& [address, page] : pages) serve(address.substr(std::string(kKdsUrl).size()), ok(page));
}

void CloudStandIn::serve_gce(const GcpVm& vm) {
  const auto metadata = [this](const std::string& name, const std::string& text) {
    serve("/computeMetadata/v1/" + name, with_header("metadata-flavor", "Google", ok(text)));
  };
  metadata("project/project-id", vm.facts.instance.project_id);
  metadata("instance/zone", "projects/" + std::to_string(vm.facts.instance.project_number) + "/zones/" + vm.facts.instance.zone);
  metadata("instance/name", vm.facts.instance.instance_name);
  metadata("instance/service-accounts/default/token", token_answer(kBearer));
  serve(kTokenTarget, ok(token_answer(kBearer)));
  serve_compute_api(vm, vm.compute_api_answer());
}

void CloudStandIn::serve_compute_api(const GcpVm& vm, const std::string& api_answer) {
  serve(compute_api_path(vm.facts.instance),
        with_header("authorization", std::string("Bearer ") + kBearer, ok(api_answer)));
}

std::size_t CloudStandIn::count(const std::string& start) const {
  std::size_t number = 0;
  for (const WebRequest& request : server_.requests()) number += request.target.starts_with(start) ? 1 : 0;
  return number;
}

}  // namespace postern::test
