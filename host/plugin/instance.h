// SPDX-License-Identifier: Apache-2.0
#pragma once

// Instance: a configured component, made, tested, called under its deadline and its threading rule, and destroyed.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "host/plugin/call_state.h"
#include "host/plugin/executor.h"
#include "host/plugin/library.h"

namespace postern::plugin {

// InstanceSpec: what makes an instance. config is JSON text.
struct InstanceSpec {
  std::string name;
  std::shared_ptr<const Library> library;
  std::shared_ptr<const ComponentDescriptor> component;
  std::string config;
};

// Surroundings: what all instances of a process share.
struct Surroundings {
  std::shared_ptr<Executor> executor;
  std::shared_ptr<Services> services;
  std::chrono::nanoseconds lifecycle_timeout = std::chrono::seconds(30);  // of check_config, create, self_test, destroy
};

// Answer: what came of a call: a refusal, or nothing; and what the plugin said in either case.
struct Answer {
  std::optional<attest::Refusal> refusal;
  CallOutput output;
  bool abandoned = false;  // it still runs; output is what it said until it was given up
};

class Instance : public std::enable_shared_from_this<Instance> {
 public:
  // A function of the plugin to be called. It must own everything that it passes, since a call that never returns
  // keeps it. It gets the plugin's instance, which is NULL before create has succeeded.
  using Function = std::function<postern_status(postern_call*, postern_instance*)>;
  using Afterwards = std::function<void(postern_instance*)>;

  // check_config: nothing when the component accepts the configuration; pure.
  static std::optional<attest::Refusal> check_config(const InstanceSpec& spec, const Surroundings& around,
                                                     attest::Time now);
  // create: the instance, after its self test when that is wanted.
  static std::variant<std::shared_ptr<Instance>, attest::Refusal> create(const InstanceSpec& spec,
                                                                         const Surroundings& around,
                                                                         attest::Time now, bool self_test);
  ~Instance();
  Instance(const Instance&) = delete;

  const std::string& name() const { return spec_.name; }
  const ComponentDescriptor& component() const { return *spec_.component; }
  const Library& library() const { return *spec_.library; }
  attest::Origin origin() const;
  const std::shared_ptr<const ComponentDescriptor>& shared_component() const { return spec_.component; }
  const std::shared_ptr<Services>& services() const { return around_.services; }

  // call: runs the function until the deadline in input; fills in the rest of input. afterwards, when given, runs once
  // after a call that came back too late to count, under the component's threading rule. Thread-safe.
  Answer call(CallInput input, Function function, Afterwards afterwards = nullptr);

 private:
  Instance(InstanceSpec spec, Surroundings around) : spec_(std::move(spec)), around_(std::move(around)) {}
  Answer make(attest::Time now, bool self_test);
  CallInput lifecycle_input(attest::Time now) const;
  Turn* turn();  // that calls take by the component's threading rule, or nullptr
  postern_status call_serially(const Function& function, CallState& state, bool& entered);
  void clean_up(const Afterwards& afterwards);

  const InstanceSpec spec_;
  const Surroundings around_;
  postern_instance* handle_ = nullptr;
  Turn serial_;
  std::atomic<int> stuck_ = 0;  // abandoned calls of this instance that have not returned
};

}  // namespace postern::plugin
