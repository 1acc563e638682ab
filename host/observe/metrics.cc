// SPDX-License-Identifier: Apache-2.0
#include "host/observe/metrics.h"

#include <absl/strings/str_cat.h>
#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace postern::observe {

struct Metrics::State {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  std::unique_ptr<prometheus::Exposer> exposer;
};

namespace {
const prometheus::Histogram::BucketBoundaries kSeconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                       0.25,  0.5,    1,     2.5,  5,     10,   30};
}

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::add(const std::string& name, const Labels& labels, double amount) {
  try {
    prometheus::BuildCounter().Name("postern_" + name).Register(*state_->registry).Add(labels).Increment(amount);
  } catch (const std::exception&) {
    // The name is taken by a histogram or is not one that Prometheus accepts: a metric is never worth a request.
  }
}

void Metrics::observe(const std::string& name, const Labels& labels, double value) {
  try {
    prometheus::BuildHistogram().Name("postern_" + name).Register(*state_->registry).Add(labels, kSeconds).Observe(value);
  } catch (const std::exception&) {
    // As above.
  }
}

absl::Status Metrics::serve(const std::string& address) {
  try {
    state_->exposer = std::make_unique<prometheus::Exposer>(address, 1);
    state_->exposer->RegisterCollectable(state_->registry);
    return absl::OkStatus();
  } catch (const std::exception& error) {
    return absl::UnavailableError(absl::StrCat("cannot serve metrics on ", address, ": ", error.what()));
  }
}

std::string Metrics::text() const { return prometheus::TextSerializer().Serialize(state_->registry->Collect()); }

}  // namespace postern::observe
