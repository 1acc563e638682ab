// SPDX-License-Identifier: Apache-2.0
#include "common/keys/service_source.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "common/keys/service_channel.h"
#include "common/keys/service_client.h"

namespace postern::keys {
namespace {

using sdk::Result;
using std::chrono::milliseconds;
using Clock = std::chrono::system_clock;

constexpr milliseconds kSlice{20};
constexpr milliseconds kFirstPause{50}, kLongestPause{1'000};  // ceilings; see Backoff

class ServiceSource final : public KeySource {
 public:
  ServiceSource(milliseconds timeout, std::vector<ServiceClient> clients, Jitter jitter)
      : timeout_(timeout), clients_(std::move(clients)), jitter_(std::move(jitter)) {}

  Result<sdk::Secret> data_key(sdk::Call& call, const KeyId& id, std::size_t length) override;
  Result<void> self_test(sdk::Call& call) override;

 private:
  struct Question {
    const KeyId& id;
    std::size_t length;
    ServiceDeadline deadline;
  };
  ServiceDeadline deadline_of(sdk::Call& call) const {
    return Clock::now() + std::min(timeout_, std::chrono::duration_cast<milliseconds>(call.remaining()));
  }
  ServiceAnswer ask_each(sdk::Call& call, const Question& question);
  void pause(sdk::Call& call, ServiceDeadline until) const;

  const milliseconds timeout_;
  const std::vector<ServiceClient> clients_;
  const Jitter jitter_;
  std::atomic<std::size_t> first_{0};  // who answered last
};

sdk::Failure failure_for(sdk::Call& call) {
  const bool cancelled = call.cancelled();
  return sdk::Failure(cancelled ? POSTERN_CANCELLED : POSTERN_DEADLINE_EXCEEDED, POSTERN_REASON_BACKEND_UNAVAILABLE)
      .text(cancelled ? "key service: the request was cancelled" : "key service: no time left");
}

// pause: until then, or until the host no longer wants the result. Meanwhile connections are made: gRPC works on those only
// while somebody waits for them.
void ServiceSource::pause(sdk::Call& call, ServiceDeadline until) const {
  while (!call.cancelled() && Clock::now() < until) {
    bool all_connected = true;
    for (const ServiceClient& client : clients_) all_connected = client.connects_within(kSlice) && all_connected;
    if (all_connected) std::this_thread::sleep_until(std::min(until, Clock::now() + kSlice));
  }
}

// ask_each: one round over the endpoints.
ServiceAnswer ServiceSource::ask_each(sdk::Call& call, const Question& question) {
  const std::size_t first = first_.load(std::memory_order_relaxed);
  ServiceAnswer answer{failure_for(call), true};
  for (std::size_t i = 0; i < clients_.size() && answer.may_retry; ++i) {
    const auto left = question.deadline - Clock::now();
    if (left <= Clock::duration::zero() || call.cancelled()) break;
    const std::size_t which = (first + i) % clients_.size();
    const auto part = left / static_cast<Clock::rep>(clients_.size() - i);
    answer = clients_[which].ask(call, question.id, question.length, Clock::now() + part);
    if (answer.key.ok()) first_.store(which, std::memory_order_relaxed);
  }
  return answer;
}

Result<sdk::Secret> ServiceSource::data_key(sdk::Call& call, const KeyId& id, std::size_t length) {
  const Question question{id, length, deadline_of(call)};
  Backoff backoff(kFirstPause, kLongestPause, jitter_);
  ServiceAnswer answer{failure_for(call), true};
  while (answer.may_retry && !call.cancelled() && Clock::now() < question.deadline) {
    answer = ask_each(call, question);
    if (answer.may_retry) pause(call, std::min<ServiceDeadline>(question.deadline, Clock::now() + backoff.next()));
  }
  return std::move(answer.key);
}

Result<void> ServiceSource::self_test(sdk::Call& call) {
  const ServiceDeadline deadline = deadline_of(call);
  while (true) {
    for (const ServiceClient& client : clients_) {
      if (client.connects_within(kSlice)) return {};
      if (call.cancelled()) return failure_for(call);
      if (Clock::now() >= deadline) return clients_.front().unreachable();
    }
  }
}

}  // namespace

Result<std::unique_ptr<KeySource>> create_service_source(sdk::Call& call, ServiceConfig config, Jitter jitter) {
  POSTERN_TRY(channels, create_channels(call, config));
  std::vector<ServiceClient> clients;
  for (std::size_t i = 0; i < channels.size(); ++i)
    clients.emplace_back(config.endpoints[i].text, std::move(channels[i]));
  std::unique_ptr<KeySource> source =
      std::make_unique<ServiceSource>(config.timeout, std::move(clients), std::move(jitter));
  return source;
}

}  // namespace postern::keys
