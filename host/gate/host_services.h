// SPDX-License-Identifier: Apache-2.0
#pragma once

// HostServices: what plugins are offered, joined from the parts of the host that do it.

#include "host/gate/collateral.h"
#include "host/observe/metrics.h"
#include "host/plugin/secret_files.h"
#include "host/plugin/services.h"

namespace postern::gate {

class HostServices : public plugin::Services {
 public:
  // journal and metrics outlive this; metrics may be nullptr. The service may be shared with other configurations.
  HostServices(attest::Journal& journal, observe::Metrics* metrics, plugin::SecretFiles secrets,
               std::shared_ptr<collateral::CollateralService> service)
      : journal_(journal), metrics_(metrics), secrets_(std::move(secrets)), collateral_(std::move(service)) {}
  HostServices(attest::Journal& journal, observe::Metrics* metrics, plugin::SecretFiles secrets,
               const config::CollateralSettings& settings)
      : HostServices(journal, metrics, std::move(secrets), make_collateral(settings, journal, metrics)) {}

  attest::Journal& journal() override { return journal_; }
  absl::StatusOr<pipeline::SecretBytes> secret(std::string_view name) override { return secrets_.read(name); }
  absl::StatusOr<attest::ByteVector> fetch(const plugin::FetchRequest& request) override {
    return collateral_->fetch({request.post, request.url, request.headers, request.body, request.max_bytes,
                               request.timeout, request.may_keep});
  }
  void reject(const std::string& url, attest::ByteView page) override { collateral_->reject(url, page); }
  pipeline::EffectLedger* effects() override { return effects_.get(); }
  void metric_add(const std::string& name, const std::string& instance, double amount) override {
    if (metrics_ != nullptr) metrics_->add(metric_name(name), {{"instance", instance}}, amount);
  }
  void metric_observe(const std::string& name, const std::string& instance, double value) override {
    if (metrics_ != nullptr) metrics_->observe(metric_name(name), {{"instance", instance}}, value);
  }

  // use_effects: before any instance is created; without it backends may have no effects.
  void use_effects(std::shared_ptr<pipeline::EffectLedger> effects) { effects_ = std::move(effects); }

  const std::shared_ptr<collateral::CollateralService>& collateral_service() const { return collateral_; }

 private:
  static std::string metric_name(std::string name);  // only characters that Prometheus accepts
  attest::Journal& journal_;
  observe::Metrics* const metrics_;
  const plugin::SecretFiles secrets_;
  const std::shared_ptr<collateral::CollateralService> collateral_;
  std::shared_ptr<pipeline::EffectLedger> effects_;
};

}  // namespace postern::gate
