// SPDX-License-Identifier: Apache-2.0
#pragma once

// Metrics: counters, gauges and histograms, for Prometheus.

#include <map>
#include <memory>
#include <string>

namespace postern::observe {

class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;

  // add: to the counter postern_<name>; set: the gauge; observe: into the histogram. Thread-safe. One name is always of
  // one kind; a use as another is dropped.
  void add(const std::string& name, const Labels& labels, double amount = 1);
  void set(const std::string& name, const Labels& labels, double value);
  void observe(const std::string& name, const Labels& labels, double value);

  // text: all of them in Prometheus' text format 0.0.4.
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace postern::observe
