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
  std::vector<pipeline::Effect> list;
};

void settle(Services& services, const pipeline::Effect& effect) {
  if (effect.entry != 0 && services.effects() != nullptr) services.effects()->settle(effect.entry);
}

postern_status revoke_once(const Instance& instance, attest::Time now, postern_instance* handle,
                           const pipeline::Effect& effect) {
  CallInput input;
  input.component = instance.shared_component();
  input.instance = instance.name();
  input.services = instance.services();
  input.now = now;
  input.deadline = std::chrono::steady_clock::now() + kLateRevokeTimeout;
  CallState state(std::move(input));
  try {
    return instance.component().backend.revoke(state.handle(), handle, raw(effect.text));
  } catch (...) {
    return POSTERN_INTERNAL;
  }
}

// A call that comes back after the host has given it up may have created what it announced, after the host's own
// revocation: so it is revoked once more.
void revoke_late(const std::shared_ptr<Instance>& instance, attest::Time now, postern_instance* handle,
                 Effects& effects) {
  const std::lock_guard lock(effects.mutex);
  while (!effects.list.empty()) {
    pipeline::Effect effect = std::move(effects.list.back());
    effects.list.pop_back();
    effect.unfinished = false;
    const bool done = revoke_once(*instance, now, handle, effect) == POSTERN_OK;
    if (done) settle(*instance->services(), effect);
    else BackendFacade(instance).revoke_later(effect);
    instance->services()->journal().note({done ? attest::Level::kWarn : attest::Level::kError,
                                          done ? "effect-revoked-late" : "effect-not-revoked",
                                          "a call came back after its deadline",
                                          {{"step", instance->name()}, {"effect", effect.text}}});
  }
}

// An effect that is not in the ledger must not be created, whatever the plugin then answers.
attest::Refusal unwritten(const std::string& step) {
  attest::Refusal refusal = attest::denied(pipeline::kLedgerUnavailable, "an effect could not be written to the ledger");
  refusal.cls = attest::RefusalClass::kRetryable;
  refusal.step = step;
  return refusal;
}

// The fields that the component declares to need, in memory of their own: an abandoned call may outlive the request.
std::shared_ptr<const std::vector<pipeline::TicketField>> needed_of(const std::vector<pipeline::TicketField>& earlier,
                                                                    const ComponentDescriptor& component) {
  auto needed = std::make_shared<std::vector<pipeline::TicketField>>();
  for (const pipeline::TicketField& field : earlier)
    if (component.fields_in.contains(field.name))
      needed->push_back({field.name, field.key, field.type, field.integer, pipeline::SecretBytes(field.bytes.bytes()),
                         field.secret, field.internal});
  return needed;
}

}  // namespace

std::vector<std::string> BackendFacade::fields_in() const {
  std::vector<std::string> names;
  for (const auto& [name, type] : instance_->component().fields_in) names.push_back(name);
  return names;
}

pipeline::Contribution BackendFacade::contribute(const pipeline::Request& request, const attest::Verified& verified,
                                                 const pipeline::BackendContext& context) {
  CallInput input;
  input.request_id = request.id;
  input.trace = request.trace;
  input.now = context.now;
  input.deadline = std::chrono::steady_clock::now() + context.timeout;
  input.claims = verified.claims();
  input.bindings = verified.bindings();
  input.wanted = context.wanted;
  input.may_announce = true;
  if (context.earlier != nullptr) input.earlier = needed_of(*context.earlier, instance_->component());
  const auto view = std::make_shared<const RequestView>(request, context.role, context.wanted);
  const auto effects = std::make_shared<Effects>();
  const std::lock_guard lock(effects->mutex);  // a late call waits until its effects are known
  Answer answer = instance_->call(
      std::move(input),
      [instance = instance_, view](postern_call* call, postern_instance* handle) {
        return instance->component().backend.contribute(call, handle, &view->raw());
      },
      [instance = instance_, effects, now = context.now](postern_instance* handle) {
        revoke_late(instance, now, handle, *effects);
      });
  pipeline::Contribution contribution;
  contribution.refusal = std::move(answer.refusal);
  if (answer.output.effect_unwritten) contribution.refusal = unwritten(instance_->name());
  contribution.effects = std::move(answer.output.effects);
  for (pipeline::Effect& effect : contribution.effects) effect.unfinished = answer.abandoned;
  contribution.took = answer.output.took;
  if (!contribution.refusal) contribution.fields = std::move(answer.output.fields);
  effects->list = contribution.effects;
  return contribution;
}

std::optional<attest::Refusal> BackendFacade::revoke(const pipeline::Effect& effect,
                                                     const pipeline::BackendContext& context) {
  if (instance_->component().backend.revoke == nullptr)
    return attest::internal(POSTERN_REASON_PLUGIN_FAULT, "the component cannot revoke");
  CallInput input;
  input.now = context.now;
  input.deadline = std::chrono::steady_clock::now() + context.timeout;
  auto refusal = instance_
                     ->call(std::move(input),
                            [instance = instance_, text = effect.text](postern_call* call, postern_instance* handle) {
                              return instance->component().backend.revoke(call, handle, raw(text));
                            })
                     .refusal;
  if (!refusal && !effect.unfinished) settle(*instance_->services(), effect);
  return refusal;
}

void BackendFacade::revoke_later(const pipeline::Effect& effect) {
  pipeline::EffectLedger* const ledger = instance_->services()->effects();
  if (ledger != nullptr) ledger->revoke_later(effect, std::make_shared<BackendFacade>(instance_));
}

void BackendFacade::keep(const pipeline::Effect& effect) { settle(*instance_->services(), effect); }

}  // namespace postern::plugin
