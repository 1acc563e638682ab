// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/backend_facade.h"

#include "host/plugin/request_view.h"

namespace postern::plugin {
namespace {

constexpr auto kLateRevokeTimeout = std::chrono::seconds(10);

postern_bytes raw(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

// Effects: what an abandoned call announced before it was given up; shared with the plugin's thread.
struct Effects {
  std::mutex mutex;
  std::vector<std::string> list;
};

// A call that comes back after the host has given it up may have created what it announced, after the host's own
// revocation: so it is revoked once more.
void revoke_late(const std::shared_ptr<const ComponentDescriptor>& component, const std::shared_ptr<Services>& services,
                 const std::string& name, attest::Time now, postern_instance* handle, Effects& effects) {
  const std::lock_guard lock(effects.mutex);
  for (const std::string& effect : effects.list) {
    CallInput input;
    input.component = component;
    input.instance = name;
    input.services = services;
    input.now = now;
    input.deadline = std::chrono::steady_clock::now() + kLateRevokeTimeout;
    CallState state(std::move(input));
    postern_status status = POSTERN_INTERNAL;
    try {
      status = component->backend.revoke(state.handle(), handle, raw(effect));
    } catch (...) {
    }
    services->journal().note({status == POSTERN_OK ? attest::Level::kWarn : attest::Level::kError,
                              status == POSTERN_OK ? "effect-revoked-late" : "effect-not-revoked",
                              "a call came back after its deadline", {{"step", name}, {"effect", effect}}});
  }
}

}  // namespace

pipeline::Contribution BackendFacade::contribute(const pipeline::Request& request, const attest::Verified& verified,
                                                 const pipeline::BackendContext& context) {
  CallInput input;
  input.request_id = request.id;
  input.now = context.now;
  input.deadline = std::chrono::steady_clock::now() + context.timeout;
  input.claims = verified.claims();
  input.bindings = verified.bindings();
  input.wanted = context.wanted;
  const auto view = std::make_shared<const RequestView>(request, context.role, context.wanted);
  const auto effects = std::make_shared<Effects>();
  Answer answer = instance_->call(
      std::move(input),
      [instance = instance_, view](postern_call* call, postern_instance* handle) {
        return instance->component().backend.contribute(call, handle, &view->raw());
      },
      [instance = instance_, effects, now = context.now](postern_instance* handle) {
        revoke_late(instance->shared_component(), instance->services(), instance->name(), now, handle, *effects);
      });
  pipeline::Contribution contribution;
  contribution.refusal = std::move(answer.refusal);
  contribution.effects = std::move(answer.output.effects);
  if (!contribution.refusal) contribution.fields = std::move(answer.output.fields);
  const std::lock_guard lock(effects->mutex);
  effects->list = contribution.effects;
  return contribution;
}

std::optional<attest::Refusal> BackendFacade::revoke(const std::string& effect,
                                                     const pipeline::BackendContext& context) {
  if (instance_->component().backend.revoke == nullptr)
    return attest::internal(POSTERN_REASON_PLUGIN_FAULT, "the component cannot revoke");
  CallInput input;
  input.now = context.now;
  input.deadline = std::chrono::steady_clock::now() + context.timeout;
  return instance_
      ->call(std::move(input),
             [instance = instance_, effect](postern_call* call, postern_instance* handle) {
               return instance->component().backend.revoke(call, handle, raw(effect));
             })
      .refusal;
}

}  // namespace postern::plugin
