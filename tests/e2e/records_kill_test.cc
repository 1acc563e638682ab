// SPDX-License-Identifier: Apache-2.0
//
// A gate that is killed at random moments under load: no ticket has been sent without its record, and its successor goes
// on with a chain that is whole.

#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <condition_variable>
#include <random>
#include <set>
#include <thread>

#include "e2e/recording_gate.h"
#include "e2e/software_node.h"

namespace postern::test {
namespace {

// Crowd: machines that join all the time, and the nonces of the connections over which a ticket came.
class Crowd {
 public:
  explicit Crowd(std::string address) : address_(std::move(address)) {
    for (int i = 0; i < 4; ++i)
      threads_.emplace_back([this] {
        SoftwareNode node;
        JoinAs as = worker();
        as.timeout = std::chrono::seconds(10);
        while (!is_over_) {
          if (!join(address_, node, as).ok()) continue;
          const std::lock_guard lock(mutex_);
          served_.insert(node.nonce());
          served_more_.notify_all();
        }
      });
  }
  ~Crowd() { finish(); }

  // wait_for: false when so many tickets do not come within a minute.
  bool wait_for(std::size_t tickets) {
    std::unique_lock lock(mutex_);
    return served_more_.wait_for(lock, std::chrono::minutes(1), [&] { return served_.size() >= tickets; });
  }
  std::set<std::string> finish() {
    is_over_ = true;
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
    return served_;
  }

 private:
  const std::string address_;
  std::atomic<bool> is_over_ = false;
  std::mutex mutex_;
  std::condition_variable served_more_;
  std::set<std::string> served_;
  std::vector<std::thread> threads_;
};

TEST(RecordsKill, NoTicketWithoutItsRecord) {
  constexpr int kKills = POSTERN_KILLS;
  TempDir dir;
  const std::string folder = dir.path() + "/records";
  std::mt19937 random(2026);
  std::set<std::string> served;
  for (int round = 0; round < kKills; ++round) {
    GateProcess gate(recording(folder, "max_file_bytes = \"64KiB\"\n"));
    Crowd crowd(gate.address());
    ASSERT_TRUE(crowd.wait_for(1 + random() % 40)) << gate.log().all();
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 3000));  // somewhere inside of a join
    gate.kill();
    served.merge(crowd.finish());
  }
  GateProcess(recording(folder)).stop();  // opens the log once more, and cuts what is torn
  std::set<std::string> recorded;
  for (const record::Record& record : read_records(folder))
    if (record.is_ticket() && record.is_allowed) recorded.insert(attest::to_hex(record.nonce));
  EXPECT_GE(served.size(), static_cast<std::size_t>(kKills));
  for (const std::string& nonce : served) EXPECT_TRUE(recorded.contains(nonce)) << nonce;
}

}  // namespace
}  // namespace postern::test
