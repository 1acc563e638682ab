// SPDX-License-Identifier: Apache-2.0
#pragma once

// The backend joining-node in front of a stand-in API server that keeps JoiningNode objects.

#include <map>
#include <memory>
#include <optional>

#include "backends/kube-token/joining_node/joining_node.h"
#include "common/kube/timestamp.h"
#include "support/api_stand_in.h"
#include "support/csr_builder.h"
#include "support/test_pki.h"
#include "unit/kube/fixture.h"

namespace postern::joining_node {

// ObjectStore: enough of an API server for one kind of object. Not for several threads at once.
class ObjectStore {
 public:
  static constexpr const char* kGroup = "/apis/update.edgeless.systems/v1alpha1/";

  test::ApiAnswer answer(const test::ApiRequest& request) {
    const std::string path = request.path.substr(0, request.path.find('?'));
    if (path == std::string(kGroup) + "nodeversions/constellation-version")
      return has_version ? found({{"spec", {{"kubernetesComponentsReference", "components-1"}}}}) : missing();
    const std::string collection = std::string(kGroup) + "joiningnodes";
    if (!has_resource || !path.starts_with(collection)) return {404, "404 page not found\n"};
    if (path == collection) return create(nlohmann::json::parse(request.body));
    const std::string name = path.substr(collection.size() + 1);
    if (!objects.contains(name) && request.method != "PATCH") return missing();
    if (request.method == "GET") return found(objects[name]);
    if (request.method == "PATCH") return apply(name, nlohmann::json::parse(request.body));
    return remove(name, nlohmann::json::parse(request.body));
  }

  // put: as somebody else would.
  void put(const std::string& name, nlohmann::json spec, const std::string& mark) {
    nlohmann::json object = {{"metadata", {{"name", name}, {"annotations", {{kMark, mark}}}}}, {"spec", std::move(spec)}};
    objects[name] = stamped(std::move(object), "uid-" + std::to_string(++version_));
  }

  std::map<std::string, nlohmann::json> objects;
  bool has_version = true, has_resource = true;

 private:
  nlohmann::json stamped(nlohmann::json object, const std::string& uid) {
    object["metadata"]["uid"] = uid;
    object["metadata"]["resourceVersion"] = std::to_string(++version_);
    return object;
  }
  test::ApiAnswer create(nlohmann::json object) {
    const std::string name = object["metadata"]["name"];
    if (objects.contains(name)) return {409, R"({"kind":"Status","reason":"AlreadyExists"})"};
    objects[name] = stamped(std::move(object), "uid-" + std::to_string(++version_));
    return {201, objects[name].dump()};
  }
  test::ApiAnswer apply(const std::string& name, nlohmann::json object) {
    const bool is_new = !objects.contains(name);
    const std::string uid = is_new ? "uid-" + std::to_string(++version_) : objects[name]["metadata"]["uid"].get<std::string>();
    objects[name] = stamped(std::move(object), uid);
    return {is_new ? 201 : 200, objects[name].dump()};
  }
  test::ApiAnswer remove(const std::string& name, const nlohmann::json& options) {
    const auto& meta = objects[name]["metadata"];
    const auto& wanted = options["preconditions"];
    if (wanted["uid"] != meta["uid"] || wanted["resourceVersion"] != meta["resourceVersion"])
      return {409, R"({"kind":"Status","reason":"Conflict"})"};
    objects.erase(name);
    return {200, R"({"kind":"Status","status":"Success"})"};
  }
  static test::ApiAnswer found(const nlohmann::json& object) { return {200, object.dump()}; }
  static test::ApiAnswer missing() { return {404, R"({"kind":"Status","reason":"NotFound"})"}; }

  int version_ = 0;
};

class JoiningTest : public kube::KubeTest {
 protected:
  JoiningTest() {
    start([this](const test::ApiRequest& request) { return store_.answer(request); });
  }
  void start(test::ApiStandIn::Handler handler) {
    server_ = nullptr;
    server_ = std::make_unique<test::ApiStandIn>(identity_, std::move(handler));
    host_.secrets["admin"] = kube::kubeconfig_text(server_->url(), ca_.certificate(), "    token: gate-token\n");
  }
  std::unique_ptr<JoiningNode> backend(bool is_required = false) {
    auto read = read_config(nlohmann::json({{"mode", "kubeconfig"}, {"kubeconfig", "admin"}, {"required", is_required}}).dump());
    auto call = host_.call();
    return JoiningNode::create(call, read.take()).take();
  }
  // join: of a node with this name in its certificate request.
  sdk::Result<void> join(JoiningNode& node, const std::string& name, const std::string& role = "worker") {
    const test::MadeCsr csr = test::make_csr({.subject = {{"O", "system:nodes"}, {"CN", "system:node:" + name}}});
    return join_with(node, csr.der, role);
  }
  sdk::Result<void> join_with(JoiningNode& node, const std::string& csr, const std::string& role = "worker") {
    host_.effects.clear();
    const std::string field = "certificate_request";
    const postern_field fields[] = {{sdk::raw(field), {}, {POSTERN_TYPE_BYTES, 0, 0, sdk::raw(csr)}}};
    auto call = host_.call();
    return node.contribute(call, {"join", role, "request-1", fields, {}});
  }
  sdk::Result<void> revoke(JoiningNode& node, const std::string& effect) {
    auto call = host_.call();
    return node.revoke(call, sdk::as_bytes(effect));
  }
  std::string in(std::chrono::seconds time) const {
    return kube::timestamp(std::chrono::floor<std::chrono::seconds>(host_.now) + time);
  }

  ObjectStore store_;
  test::TestCa ca_{"cluster"};
  test::PemPair identity_ = ca_.issue({"api", "", {"IP:127.0.0.1"}});
  std::unique_ptr<test::ApiStandIn> server_;
};

}  // namespace postern::joining_node
