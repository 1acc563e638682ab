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
  // journal and metrics outlive this; metrics may be nullptr.
  HostServices(attest::Journal& journal, observe::Metrics* metrics, plugin::SecretFiles secrets,
               const config::CollateralSettings& settings)
      : journal_(journal),
        metrics_(metrics),
        secrets_(std::move(secrets)),
        collateral_(make_collateral(settings, journal, metrics, clock_)) {}

  attest::Journal& journal() override { return journal_; }
  absl::StatusOr<pipeline::SecretBytes> secret(std::string_view name) override { return secrets_.read(name); }
  absl::StatusOr<attest::ByteVector> fetch(const plugin::FetchRequest& request) override {
    return collateral_->fetch({request.post, request.url, request.headers, request.body, request.max_bytes,
                               request.timeout, request.may_keep});
  }
  void reject(const std::string& url, attest::ByteView page) override { collateral_->reject(url, page); }
  void metric_add(const std::string& name, const std::string& instance, double amount) override {
    if (metrics_ != nullptr) metrics_->add(metric_name(name), {{"instance", instance}}, amount);
  }
  void metric_observe(const std::string& name, const std::string& instance, double value) override {
    if (metrics_ != nullptr) metrics_->observe(metric_name(name), {{"instance", instance}}, value);
  }

  collateral::CollateralService& collateral_service() { return *collateral_; }

 private:
  static std::string metric_name(std::string name);  // only characters that Prometheus accepts
  attest::Journal& journal_;
  observe::Metrics* const metrics_;
  const plugin::SecretFiles secrets_;
  const collateral::Clock clock_;
  const std::unique_ptr<collateral::CollateralService> collateral_;
};

}  // namespace postern::gate
