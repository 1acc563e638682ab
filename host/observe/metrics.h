// SPDX-License-Identifier: Apache-2.0
#pragma once

// Metrics: counters and histograms, and the HTTP page where Prometheus reads them (text format 0.0.4, /metrics).

#include <absl/status/status.h>

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

  // add: to the counter postern_<name>; observe: into the histogram postern_<name>. Thread-safe. One name is always
  // a counter or always a histogram; a use as the other is dropped.
  void add(const std::string& name, const Labels& labels, double amount = 1);
  void observe(const std::string& name, const Labels& labels, double value);

  // serve: opens the page on address ("127.0.0.1:9464").
  absl::Status serve(const std::string& address);

  // text: what the page would show now.
  std::string text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace postern::observe
