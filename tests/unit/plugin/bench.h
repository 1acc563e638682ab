// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bench: the real host around the scripted plugin: executor, services, and instances that do as they are told.

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "host/plugin/backend_facade.h"
#include "host/plugin/issuer_facade.h"
#include "host/plugin/plugin_set.h"
#include "host/plugin/secret_files.h"
#include "host/plugin/validator_facade.h"
#include "support/journal_recorder.h"
#include "support/ledger_recorder.h"

namespace postern::plugin {

using Json = nlohmann::json;

// TestServices: real secret files, pages that a test makes up, and a journal and metrics that remember.
class TestServices : public Services {
 public:
  attest::Journal& journal() override { return log; }
  absl::StatusOr<pipeline::SecretBytes> secret(std::string_view name) override { return SecretFiles(secrets).read(name); }
  absl::StatusOr<attest::ByteVector> fetch(const FetchRequest& request) override { return page(request); }
  pipeline::EffectLedger* effects() override { return ledger.get(); }
  void metric_add(const std::string& name, const std::string& instance, double amount) override {
    const std::lock_guard lock(mutex);
    metrics[name + "/" + instance] += amount;
  }
  void metric_observe(const std::string& name, const std::string& instance, double value) override {
    metric_add(name, instance, value);
  }

  test::JournalRecorder log;
  std::shared_ptr<test::LedgerRecorder> ledger = std::make_shared<test::LedgerRecorder>();
  std::map<std::string, std::string, std::less<>> secrets;
  std::function<absl::StatusOr<attest::ByteVector>(const FetchRequest&)> page = [](const FetchRequest&) {
    return absl::UnavailableError("no pages here");
  };
  std::mutex mutex;
  std::map<std::string, double> metrics;
};

// scripted: the scripted plugin, loaded once. plugin_path: where a test plugin was built.
const PluginSet& scripted();
std::string plugin_path(const std::string& name);

attest::ByteVector bytes(std::string_view text);
inline std::string text(attest::ByteView view) { return {reinterpret_cast<const char*>(view.data()), view.size()}; }

class Bench : public ::testing::Test {
 protected:
  static constexpr std::chrono::nanoseconds kLong = std::chrono::minutes(1);
  static constexpr std::chrono::nanoseconds kShort = std::chrono::milliseconds(30);

  InstanceSpec spec(const std::string& component, const Json& config, const std::string& name = "step");
  // make: an instance with its self test passed; fails loudly when there is none.
  std::shared_ptr<Instance> make(const std::string& component, const Json& config, const std::string& name = "step");
  std::shared_ptr<ValidatorFacade> validator(const std::string& behaviour, const Json& more = Json::object());
  std::shared_ptr<BackendFacade> backend(const std::string& behaviour, const Json& more = Json::object(),
                                         const std::string& component = "backend", const std::string& name = "step");

  // judge_by: the verdict of a chain of these steps on evidence(), within the time each.
  attest::Verdict judge_by(std::vector<std::shared_ptr<attest::Validator>> steps, std::chrono::nanoseconds timeout = kLong);
  static attest::Evidence evidence();

  // verified: what a scripted validator that allows proves.
  std::shared_ptr<const attest::Verified> verified();
  pipeline::Contribution ask(BackendFacade& backend, std::chrono::nanoseconds timeout = kLong,
                             std::vector<std::string> wanted = {"answer", "number", "flag", "list"});
  static pipeline::Request request();

  std::shared_ptr<TestServices> services_ = std::make_shared<TestServices>();
  std::shared_ptr<Executor> executor_ = std::make_shared<Executor>();
  Surroundings around_{executor_, services_};
  // settled: every call that was given up has returned after all.
  bool settled() const { return executor_->wait_for_stuck(std::chrono::steady_clock::now() + kLong); }
};

// effects_of: what was announced, in order.
inline std::vector<std::string> effects_of(const pipeline::Contribution& contribution) {
  std::vector<std::string> texts;
  for (const pipeline::Effect& effect : contribution.effects) texts.push_back(effect.text);
  return texts;
}

// field: the content of the only field of that name.
std::string field(const pipeline::Contribution& contribution, const std::string& name);

// failure: "class CODE", or "none".
std::string failure(const std::optional<attest::Refusal>& refusal);
std::string failure(const attest::Verdict& verdict);

}  // namespace postern::plugin
