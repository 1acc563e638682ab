// SPDX-License-Identifier: Apache-2.0
#include "property/campaign.h"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <mutex>
#include <sstream>
#include <thread>
#include <vector>

namespace postern::property {
namespace {

constexpr uint64_t kUsualSeed = 20261125;

std::optional<uint64_t> number_of(const char* variable) {
  const char* text = std::getenv(variable);
  return text == nullptr ? std::nullopt : std::optional<uint64_t>(std::strtoull(text, nullptr, 0));
}

// Plan: the same for all workers.
struct Plan {
  std::string name;
  uint64_t seed = number_of("POSTERN_PROPERTY_SEED").value_or(kUsualSeed);
  uint64_t trials = number_of("POSTERN_PROPERTY_DOCUMENTS").value_or(POSTERN_PROPERTY_DOCUMENTS);
  std::optional<uint64_t> only = number_of("POSTERN_PROPERTY_TRIAL");
  std::atomic<uint64_t> next = 0;
  std::atomic<bool> stopped = false;
};

Trial try_once(const Worker& worker, Random& random) {
  try {
    return worker(random);
  } catch (const std::exception& error) {
    return {false, "", std::string("an exception: ") + error.what()};
  }
}

std::string how_to_repeat(const Plan& plan, uint64_t number, const std::string& what) {
  return plan.name + ": " + what + "\n  repeat with POSTERN_PROPERTY_SEED=" + std::to_string(plan.seed) +
         " POSTERN_PROPERTY_TRIAL=" + std::to_string(number);
}

void count(const Plan& plan, uint64_t number, const Trial& trial, Summary& summary) {
  ++summary.trials;
  if (trial.allowed) ++summary.allowed;
  if (!trial.code.empty()) ++summary.codes[trial.code];
  if (!trial.broken.empty() && !summary.broken) summary.broken = how_to_repeat(plan, number, trial.broken);
}

void work(Plan& plan, const Worker& worker, Summary& summary) {
  constexpr uint64_t kBatch = 64;
  while (!plan.stopped && !summary.broken) {
    const uint64_t first = plan.next.fetch_add(kBatch);
    if (first >= plan.trials) return;
    for (uint64_t number = first; number < std::min(first + kBatch, plan.trials) && !summary.broken; ++number) {
      if (plan.only && *plan.only != number) continue;
      Random random(plan.seed ^ number * 0xD1342543DE82EF95);
      count(plan, number, try_once(worker, random), summary);
    }
  }
  plan.stopped = true;
}

Summary merged(const std::vector<Summary>& parts) {
  Summary all;
  for (const Summary& part : parts) {
    all.trials += part.trials;
    all.allowed += part.allowed;
    for (const auto& [code, times] : part.codes) all.codes[code] += times;
    if (!all.broken) all.broken = part.broken;
  }
  return all;
}

// Cost: of a campaign: seconds on the wall, and of all processors together.
struct Cost {
  std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
  std::clock_t processor_start = std::clock();
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); }
  double processor_seconds() const { return static_cast<double>(std::clock() - processor_start) / CLOCKS_PER_SEC; }
};

void print(const Plan& plan, const Summary& summary, const Cost& cost) {
  std::ostringstream line;
  line << plan.name << ": seed " << plan.seed << ", " << summary.trials << " trials, " << summary.allowed << " allowed, "
       << cost.seconds() << " s, " << cost.processor_seconds() * 1000 / static_cast<double>(std::max<std::size_t>(summary.trials, 1))
       << " ms of processor time each;";
  for (const auto& [code, times] : summary.codes) line << ' ' << code << ' ' << times;
  std::cout << line.str() << std::endl;
}

}  // namespace

Summary run_campaign(const std::string& name, const std::function<Worker()>& make_worker, unsigned share) {
  Plan plan{.name = name};
  plan.trials /= share;
  const std::size_t threads = std::max(1u, std::thread::hardware_concurrency());
  std::vector<Worker> workers;
  for (std::size_t i = 0; i < threads; ++i) workers.push_back(make_worker());
  std::vector<Summary> parts(threads);
  const Cost cost;
  std::vector<std::thread> running;
  for (std::size_t i = 0; i < threads; ++i) running.emplace_back([&, i] { work(plan, workers[i], parts[i]); });
  for (std::thread& thread : running) thread.join();
  const Summary summary = merged(parts);
  print(plan, summary, cost);
  return summary;
}

}  // namespace postern::property
