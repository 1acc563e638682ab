// SPDX-License-Identifier: Apache-2.0
#include "host/observe/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "host/observe/metric_table.h"

namespace postern::observe {

struct Metrics::State {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
};

namespace {
const prometheus::Histogram::BucketBoundaries kSeconds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1,
                                                       0.25,  0.5,    1,     2.5,  5,     10,   30};

std::string help_of(const std::string& name) {
  const MetricEntry* entry = find_metric(name);
  return entry == nullptr ? "Measured by a plugin" : std::string(entry->help);
}

}  // namespace

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::add(const std::string& name, const Labels& labels, double amount) {
  try {
    prometheus::BuildCounter().Name("postern_" + name).Help(help_of(name)).Register(*state_->registry).Add(labels).Increment(amount);
  } catch (const std::exception&) {
    // The name is taken by a histogram or is not one that Prometheus accepts: a metric is never worth a request.
  }
}

void Metrics::set(const std::string& name, const Labels& labels, double value) {
  try {
    prometheus::BuildGauge().Name("postern_" + name).Help(help_of(name)).Register(*state_->registry).Add(labels).Set(value);
  } catch (const std::exception&) {
    // As above.
  }
}

void Metrics::observe(const std::string& name, const Labels& labels, double value) {
  try {
    auto& family = prometheus::BuildHistogram().Name("postern_" + name).Help(help_of(name)).Register(*state_->registry);
    family.Add(labels, kSeconds).Observe(value);
  } catch (const std::exception&) {
    // As above.
  }
}

std::string Metrics::text() const { return prometheus::TextSerializer().Serialize(state_->registry->Collect()); }

}  // namespace postern::observe
