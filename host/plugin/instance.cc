// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/instance.h"

#include <utility>

namespace postern::plugin {
namespace {

constexpr int kMostStuck = 8;
constexpr auto kLifecycleTimeout = std::chrono::seconds(30);

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
            std::move(output)};
  if (!output.violation.empty())
    return {refuse(step, RefusalClass::kInternal, POSTERN_REASON_PLUGIN_FAULT,
                   "the plugin broke the contract: " + output.violation),
            std::move(output)};
  if (status == POSTERN_OK) return {std::nullopt, std::move(output)};
  attest::Refusal refusal = refusal_of(step, status, std::move(output.reason));
  return {std::move(refusal), std::move(output)};
}

CallInput lifecycle_input(attest::Time now) {
  CallInput input;
  input.now = now;
  input.deadline = std::chrono::steady_clock::now() + kLifecycleTimeout;
  return input;
}

postern_bytes raw(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

}  // namespace

std::optional<attest::Refusal> Instance::check_config(const InstanceSpec& spec, const Surroundings& around,
                                                      attest::Time now) {
  const std::shared_ptr<Instance> unmade(new Instance(spec, around));
  auto check = [config = spec.config, component = spec.component](postern_call* call, postern_instance*) {
    return component->lifecycle.check_config(call, raw(config));
  };
  return unmade->call(lifecycle_input(now), check).refusal;
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

Instance::~Instance() {
  if (handle_ == nullptr) return;
  try {
    spec_.component->lifecycle.destroy(handle_);
  } catch (...) {
    around_.services->journal().note({attest::Level::kError, "plugin", "destroy threw an exception",
                                      {{"step", spec_.name}}});
  }
}

postern_status Instance::call_serially(const Function& function, CallState& state) {
  std::unique_lock<std::timed_mutex> lock;
  if (spec_.component->threading == POSTERN_THREADING_INSTANCE) lock = std::unique_lock(serial_, std::defer_lock);
  if (spec_.component->threading == POSTERN_THREADING_LIBRARY)
    lock = std::unique_lock(spec_.library->serial(), std::defer_lock);
  if (lock.mutex() != nullptr && !lock.try_lock_until(state.input().deadline)) return POSTERN_DEADLINE_EXCEEDED;
  try {
    return function(state.handle(), handle_);
  } catch (const std::exception& error) {
    const std::string text = std::string("the plugin threw: ") + error.what();
    postern_reason reason{};
    reason.struct_size = sizeof(reason);
    reason.operator_text = raw(text);
    state.fail(reason);
  } catch (...) {
    const std::string text = "the plugin threw something that is no exception";
    postern_reason reason{};
    reason.struct_size = sizeof(reason);
    reason.operator_text = raw(text);
    state.fail(reason);
  }
  return POSTERN_INTERNAL;
}

Answer Instance::call(CallInput input, Function function, std::function<void(postern_instance*)> afterwards) {
  if (stuck_ >= kMostStuck)
    return {refuse(spec_.name, attest::RefusalClass::kInternal, POSTERN_REASON_PLUGIN_FAULT,
                   "set aside: " + std::to_string(kMostStuck) + " earlier calls never returned"),
            {}};
  input.component = spec_.component;
  input.instance = spec_.name;
  input.services = around_.services;
  const SteadyTime deadline = input.deadline;
  const auto state = std::make_shared<CallState>(std::move(input));
  const auto status = std::make_shared<postern_status>(POSTERN_INTERNAL);
  const auto late = std::make_shared<std::atomic<bool>>(false);
  auto job = [self = shared_from_this(), state, status, late, function = std::move(function),
              afterwards = std::move(afterwards)] {
    const postern_status result = self->call_serially(function, *state);
    if (!late->exchange(true)) {
      *status = result;
      return;
    }
    if (afterwards) afterwards(self->handle_);
    --self->stuck_;
  };
  Executor::Outcome outcome = around_.executor->run(std::move(job), deadline);
  if (outcome == Executor::Outcome::kAbandoned) {
    ++stuck_;
    if (late->exchange(true)) --stuck_;  // it returned between the deadline and here
  }
  // Only a finished call's status may be read: an abandoned one may be writing it now.
  const postern_status result = outcome == Executor::Outcome::kDone ? *status : POSTERN_INTERNAL;
  return answer_of(spec_.name, outcome, result, state->close());
}

}  // namespace postern::plugin
