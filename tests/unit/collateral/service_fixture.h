// SPDX-License-Identifier: Apache-2.0
#pragma once

// ServiceFixture: a collateral service over a scripted transport and a clock that stands still.

#include <gtest/gtest.h>

#include <map>

#include "host/collateral/collateral_service.h"
#include "host/collateral/memory_store.h"
#include "support/journal_recorder.h"
#include "unit/collateral/scripted_transport.h"

namespace postern::collateral {

inline const std::string kUrl = "https://example.org/a", kOtherUrl = "https://example.org/b";

class ServiceFixture : public ::testing::Test {
 protected:
  void start(Settings settings, std::shared_ptr<PageStore> store = std::make_shared<MemoryStore>(1'000'000)) {
    auto transport = std::make_unique<ScriptedTransport>();
    transport_ = transport.get();
    settings.hosts = {"example.org", "127.0.0.1"};
    service_ = std::make_unique<CollateralService>(
        settings, std::move(transport), std::move(store), clock_,
        Report(journal_, [this](const std::string& name, const std::map<std::string, std::string>& labels) {
          std::string key = name;
          for (const auto& [label, value] : labels) key += " " + label + "=" + value;
          const std::lock_guard lock(mutex_);
          ++counts_[key];
        }));
  }
  void SetUp() override { start({}); }

  static FetchCall call(const std::string& url, Duration timeout = std::chrono::seconds(20)) {
    return {false, url, "", "", 1000, timeout, true};
  }
  std::string get(const std::string& url = kUrl, Duration timeout = std::chrono::seconds(20)) {
    return said(service_->fetch(call(url, timeout)));
  }
  static std::string said(const absl::StatusOr<attest::ByteVector>& body) {
    return body.ok() ? text_of(*body) : body.status().ToString();
  }
  // event: the fields of the last event of this name, "name=value name=value", or "<none>".
  std::string event(const std::string& name) const {
    std::string text = "<none>";
    for (const attest::Event& each : journal_.events()) {
      if (each.name != name) continue;
      text.clear();
      for (const auto& [key, value] : each.fields)
        if (!value.empty()) text += (text.empty() ? "" : " ") + key + "=" + value;
    }
    return text;
  }
  std::size_t events(const std::string& name) const {
    return journal_.count([&](const attest::Event& each) { return each.name == name; });
  }
  int counted(const std::string& key) {
    const std::lock_guard lock(mutex_);
    return counts_["collateral_" + key];
  }

  ManualClock clock_;
  test::JournalRecorder journal_;
  std::mutex mutex_;
  std::map<std::string, int> counts_;
  ScriptedTransport* transport_ = nullptr;
  std::unique_ptr<CollateralService> service_;
};

}  // namespace postern::collateral
