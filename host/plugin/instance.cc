// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/instance.h"

#include <utility>

namespace postern::plugin {
namespace {

constexpr int kMostStuck = 8;
constexpr char kThrewOther[] = "the plugin threw something that is no exception";

attest::Refusal refuse(const std::string& step, attest::RefusalClass cls, std::string code, std::string text) {
  attest::Refusal refusal;
  refusal.cls = cls;
  refusal.step = step;
  refusal.reason.code = std::move(code);
  refusal.reason.operator_text = std::move(text);
  return refusal;
}

const char* default_code(attest::RefusalClass cls) {
  switch (cls) {
    case attest::RefusalClass::kRetryable: return POSTERN_REASON_BACKEND_UNAVAILABLE;
    case attest::RefusalClass::kDenied: return POSTERN_REASON_POLICY_UNSATISFIED;
    case attest::RefusalClass::kMisconfigured: return POSTERN_REASON_MISCONFIGURED;
    default: return POSTERN_REASON_PLUGIN_FAULT;
  }
}

// A status that is not POSTERN_OK, with the reason that the plugin gave, if any.
attest::Refusal refusal_of(const std::string& step, postern_status status, attest::Reason reason) {
  attest::Refusal refusal;
  refusal.cls = attest::class_of(status);
  refusal.step = step;
  refusal.reason = std::move(reason);
  if (refusal.reason.code.empty()) {
    refusal.reason.code = status == POSTERN_DEADLINE_EXCEEDED ? POSTERN_REASON_TIMEOUT : default_code(refusal.cls);
    if (refusal.reason.operator_text.empty())
      refusal.reason.operator_text = "status " + std::to_string(status) + " without a reason";
  }
  return refusal;
}

// The calling thread's view of a finished, late or unstarted call.
Answer answer_of(const std::string& step, Executor::Outcome outcome, postern_status status, CallOutput output) {
  using attest::RefusalClass;
  if (outcome == Executor::Outcome::kNotRun)
    return {refuse(step, RefusalClass::kRetryable, POSTERN_REASON_OVERLOADED, "no thread became free in time"), {}};
  if (outcome == Executor::Outcome::kAbandoned)
    return {refuse(step, RefusalClass::kRetryable, POSTERN_REASON_TIMEOUT, "the plugin did not return in time"),
            std::move(output), true};
  if (!output.violation.empty())
    return {refuse(step, RefusalClass::kInternal, POSTERN_REASON_PLUGIN_FAULT,
                   "the plugin broke the contract: " + output.violation),
            std::move(output)};
  if (status == POSTERN_OK) return {std::nullopt, std::move(output)};
  attest::Refusal refusal = refusal_of(step, status, std::move(output.reason));
  return {std::move(refusal), std::move(output)};
}

postern_bytes raw(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

void fail(CallState& state, const char* code, const std::string& text) {
  postern_reason reason{};
  reason.struct_size = sizeof(reason);
  const std::string label(code);
  reason.code = raw(label);
  reason.operator_text = raw(text);
  state.fail(reason);
}

// What the destruction of an instance needs; it may outlive the Instance when destroy does not return.
struct Remains {
  std::string name;
  std::shared_ptr<const Library> library;
  std::shared_ptr<const ComponentDescriptor> component;
  std::shared_ptr<Services> services;
  postern_instance* handle;
};

void note_error(const Remains& remains, const std::string& text) {
  remains.services->journal().note({attest::Level::kError, "instance-not-destroyed", text, {{"step", remains.name}}});
}

void destroy(const Remains& remains, SteadyTime deadline) {
  const bool serial = remains.component->threading == POSTERN_THREADING_LIBRARY;
  const OneTurn turn(serial ? &remains.library->serial() : nullptr, deadline);
  if (!turn.held()) return note_error(remains, "an earlier call in its library does not return");
  try {
    remains.component->lifecycle.destroy(remains.handle);
  } catch (...) {
    note_error(remains, "destroy threw an exception");
  }
}

}  // namespace

std::optional<attest::Refusal> Instance::check_config(const InstanceSpec& spec, const Surroundings& around,
                                                      attest::Time now) {
  const std::shared_ptr<Instance> unmade(new Instance(spec, around));
  auto check = [config = spec.config, component = spec.component](postern_call* call, postern_instance*) {
    return component->lifecycle.check_config(call, raw(config));
  };
  CallInput input = unmade->lifecycle_input(now);
  input.is_pure = true;
  return unmade->call(std::move(input), check).refusal;
}

std::variant<std::shared_ptr<Instance>, attest::Refusal> Instance::create(const InstanceSpec& spec,
                                                                          const Surroundings& around,
                                                                          attest::Time now, bool self_test) {
  std::shared_ptr<Instance> instance(new Instance(spec, around));
  Answer answer = instance->make(now, self_test);
  if (answer.refusal) return *std::move(answer.refusal);
  return instance;
}

Answer Instance::make(attest::Time now, bool self_test) {
  const auto made = std::make_shared<postern_instance*>(nullptr);
  Answer answer = call(lifecycle_input(now),
                       [config = spec_.config, component = spec_.component, made](postern_call* call, postern_instance*) {
                         return component->lifecycle.create(call, raw(config), made.get());
                       },
                       [component = spec_.component, made](postern_instance*) {
                         if (*made != nullptr) component->lifecycle.destroy(*made);
                       });
  if (answer.refusal) return answer;
  if (*made == nullptr) {
    answer.refusal = refuse(spec_.name, attest::RefusalClass::kInternal, POSTERN_REASON_PLUGIN_FAULT,
                            "create answered OK without an instance");
    return answer;
  }
  handle_ = *made;
  if (!self_test) return answer;
  return call(lifecycle_input(now), [component = spec_.component](postern_call* call, postern_instance* handle) {
    return component->lifecycle.self_test(call, handle);
  });
}

attest::Origin Instance::origin() const {
  const Library& library = *spec_.library;
  return {spec_.component->id, spec_.component->version, library.name(), library.version(), library.sha256()};
}

Instance::~Instance() {
  if (handle_ == nullptr) return;
  const Remains remains{spec_.name, spec_.library, spec_.component, around_.services, handle_};
  const SteadyTime deadline = std::chrono::steady_clock::now() + around_.lifecycle_timeout;
  const auto outcome = around_.executor->run([remains, deadline] { destroy(remains, deadline); }, deadline);
  if (outcome != Executor::Outcome::kDone) note_error(remains, "destroy did not return in time");
}

CallInput Instance::lifecycle_input(attest::Time now) const {
  CallInput input;
  input.now = now;
  input.deadline = std::chrono::steady_clock::now() + around_.lifecycle_timeout;
  return input;
}

Turn* Instance::turn() {
  switch (spec_.component->threading) {
    case POSTERN_THREADING_INSTANCE: return &serial_;
    case POSTERN_THREADING_LIBRARY: return &spec_.library->serial();
    default: return nullptr;
  }
}

postern_status Instance::call_serially(const Function& function, CallState& state, bool& entered) {
  const OneTurn turn(this->turn(), state.input().deadline);
  entered = turn.held() && !state.closed();  // a turn that comes after the deadline is of no use
  if (!entered) {
    fail(state, POSTERN_REASON_TIMEOUT, "earlier calls did not return, and this component takes one at a time");
    return POSTERN_DEADLINE_EXCEEDED;
  }
  try {
    return function(state.handle(), handle_);
  } catch (const std::exception& error) {
    fail(state, POSTERN_REASON_PLUGIN_FAULT, std::string("the plugin threw: ") + error.what());
  } catch (...) {
    fail(state, POSTERN_REASON_PLUGIN_FAULT, kThrewOther);
  }
  return POSTERN_INTERNAL;
}

// Cleaning up after a call that came too late follows the same threading rule as every call; it has all the time.
void Instance::clean_up(const Afterwards& afterwards) {
  if (!afterwards) return;
  const OneTurn turn(this->turn(), SteadyTime::max());
  try {
    afterwards(handle_);
  } catch (...) {
    around_.services->journal().note({attest::Level::kError, "plugin", kThrewOther, {{"step", spec_.name}}});
  }
}

Answer Instance::call(CallInput input, Function function, Afterwards afterwards) {
  if (stuck_ >= kMostStuck)
    return {refuse(spec_.name, attest::RefusalClass::kInternal, POSTERN_REASON_PLUGIN_FAULT,
                   "set aside: " + std::to_string(kMostStuck) + " earlier calls never returned"),
            {}};
  input.component = spec_.component;
  input.instance = spec_.name;
  input.services = around_.services;
  const SteadyTime deadline = input.deadline, begun = std::chrono::steady_clock::now();
  const auto state = std::make_shared<CallState>(std::move(input));
  const auto status = std::make_shared<postern_status>(POSTERN_INTERNAL);
  const auto settled = std::make_shared<std::atomic<bool>>(false);  // whoever sets it decides: in time, or too late
  auto job = [self = shared_from_this(), state, status, settled, function = std::move(function),
              afterwards = std::move(afterwards)] {
    bool entered = false;
    *status = self->call_serially(function, *state, entered);
    if (!settled->exchange(true)) return;
    if (entered) self->clean_up(afterwards);
    --self->stuck_;
  };
  Executor::Outcome outcome = around_.executor->run(std::move(job), deadline);
  if (outcome == Executor::Outcome::kAbandoned) {
    ++stuck_;
    if (settled->exchange(true)) {  // it returned between the deadline and here, which is in time
      --stuck_;
      outcome = Executor::Outcome::kDone;
    }
  }
  // Only a finished call's status may be read: an abandoned one may be writing it now.
  const postern_status result = outcome == Executor::Outcome::kDone ? *status : POSTERN_INTERNAL;
  Answer answer = answer_of(spec_.name, outcome, result, state->close());
  answer.output.took = std::chrono::steady_clock::now() - begun;
  return answer;
}

}  // namespace postern::plugin
