// SPDX-License-Identifier: Apache-2.0
#include "unit/plugin/bench.h"

#include <stdexcept>

namespace postern::plugin {

std::string plugin_path(const std::string& name) {
  return POSTERN_BINARY_DIR "/lib/postern/test-plugins/" + name + ".so";
}

const PluginSet& scripted() {
  static const PluginSet set = [] {
    PluginSet loaded;
    if (auto status = loaded.add({"scripted", plugin_path("scripted"), ""}); !status.ok())
      throw std::runtime_error(std::string(status.message()));
    return loaded;
  }();
  return set;
}

attest::ByteVector bytes(std::string_view text) {
  const attest::ByteView view = attest::as_bytes(text);
  return {view.begin(), view.end()};
}

InstanceSpec Bench::spec(const std::string& component, const Json& config, const std::string& name) {
  auto found = scripted().find("scripted/" + component, ~0u);
  if (!found.ok()) throw std::runtime_error(std::string(found.status().message()));
  return {name, found->library, found->component, config.dump()};
}

std::shared_ptr<Instance> Bench::make(const std::string& component, const Json& config, const std::string& name) {
  auto made = Instance::create(spec(component, config, name), around_, {}, true);
  if (const auto* refusal = std::get_if<attest::Refusal>(&made)) throw std::runtime_error(describe(*refusal));
  return std::get<std::shared_ptr<Instance>>(made);
}

std::shared_ptr<ValidatorFacade> Bench::validator(const std::string& behaviour, const Json& more) {
  Json config = more;
  config["behaviour"] = behaviour;
  return std::make_shared<ValidatorFacade>(make("validator", config));
}

std::shared_ptr<BackendFacade> Bench::backend(const std::string& behaviour, const Json& more,
                                              const std::string& component, const std::string& name) {
  Json config = more;
  config["behaviour"] = behaviour;
  return std::make_shared<BackendFacade>(make(component, config, name));
}

attest::Verdict Bench::judge_by(std::vector<std::shared_ptr<attest::Validator>> steps,
                                std::chrono::nanoseconds timeout) {
  attest::Chain chain;
  for (auto& step : steps) chain.steps.push_back({std::move(step), attest::StepMode::kEnforce, timeout});
  return attest::judge(chain, evidence(), attest::Time(std::chrono::seconds(1'790'000'000)), "connection-1");
}

attest::Evidence Bench::evidence() {
  return {"scripted", bytes("document"), bytes("0123456789abcdef0123456789abcdef"),
          bytes("ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP")};
}

std::shared_ptr<const attest::Verified> Bench::verified() {
  return std::get<std::shared_ptr<const attest::Verified>>(judge_by({validator("allow")}));
}

pipeline::Request Bench::request() { return {"join", "worker", "request-1", {{"name", "", std::string("x")}}, {}}; }

pipeline::Contribution Bench::ask(BackendFacade& backend, std::chrono::nanoseconds timeout,
                                  std::vector<std::string> wanted) {
  return backend.contribute(request(), *verified(),
                            {attest::Time(std::chrono::nanoseconds(77)), timeout, "worker", std::move(wanted)});
}

std::string field(const pipeline::Contribution& contribution, const std::string& name) {
  std::optional<std::string> content;
  for (const pipeline::TicketField& field : contribution.fields) {
    if (field.name != name) continue;
    if (content) throw std::runtime_error("several fields " + name);
    content = text(field.bytes.bytes());
  }
  return content.value_or("<none>");
}

std::string failure(const std::optional<attest::Refusal>& refusal) {
  return refusal ? std::string(attest::class_name(refusal->cls)) + " " + refusal->reason.code : "none";
}

std::string failure(const attest::Verdict& verdict) {
  const auto* refusal = std::get_if<attest::Refusal>(&verdict);
  return refusal == nullptr ? "none" : failure(std::optional(*refusal));
}

}  // namespace postern::plugin
