// SPDX-License-Identifier: Apache-2.0
//
// A thousand swaps while machines join all the time: right and wrong files in turn. Nobody notices a swap, each ticket is
// made by one generation, a right file takes effect for the next machine, a wrong one changes nothing and is reported.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "e2e/swap_gate.h"

namespace postern::test {
namespace {

constexpr int kSwaps = POSTERN_SWAPS;
constexpr int kClients = 8;
// Joins before the first swap: until then the allocator's caches of the gate's threads fill up, which swaps do not cause.
constexpr int kJoinsBefore = 3 * kSwaps;

// Wrong: a text that must be refused, and the first error that says why.
struct Wrong {
  std::string text, error;
};

// Wrongs: one file of each kind that operators write by mistake.
std::vector<Wrong> wrongs(const SwapGate& gate, const std::string& mark) {
  const std::string good = gate.text(marked(vendor_library(1), mark));
  const std::string half = good.substr(0, good.find("[[pipeline]]") - 5);
  const std::string unknown = gate.text(marked(vendor_library(1), mark, "no_such_key = true\n"));
  const std::string ill = gate.text(marked(vendor_library(1), mark, "fault = \"self-test\"\n"));
  const std::string absent = gate.text(marked("no-such-plugin.so", mark));
  return {{half, "SYNTAX_INVALID"}, {unknown, "KEY_UNKNOWN"}, {ill, "CREATE_FAILED"}, {absent, "PLUGIN"}, {"", "PIPELINE"}};
}

// Crowd: clients that join until they are told to stop, and what they got.
class Crowd {
 public:
  explicit Crowd(SwapGate& gate) : gate_(gate) {
    for (int i = 0; i < kClients; ++i) threads_.emplace_back([this] { run(); });
  }
  ~Crowd() { stop(); }
  void stop() {
    stopping_ = true;
    for (std::thread& thread : threads_)
      if (thread.joinable()) thread.join();
  }

  std::atomic<int> confirmed = 0;  // mark that is surely in force
  std::atomic<int> submitted = 0;  // newest mark that may be in force
  std::atomic<int> joins = 0, mixed = 0, early_or_late = 0;
  std::string failures() {
    const std::lock_guard lock(mutex_);
    return failures_;
  }

 private:
  void run() {
    while (!stopping_) {
      const int least = confirmed;
      const auto ticket = gate_.join_vendor();
      const int most = submitted;
      if (!ticket.ok()) {
        const std::lock_guard lock(mutex_);
        failures_ += ticket.status().ToString() + "\n";
        continue;
      }
      ++joins;
      const std::string judged = postern::test::text(*ticket, "judged");
      if (judged != postern::test::text(*ticket, "stamped")) ++mixed;
      const int mark = std::stoi(judged);
      if (mark < least || mark > most) ++early_or_late;
    }
  }

  SwapGate& gate_;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::string failures_;
  std::vector<std::thread> threads_;
};

// Resident: readings after swaps that follow each other; one alone depends on what is under way at that moment.
class Resident {
 public:
  static constexpr int kReadings = 11;
  void read(const SwapGate& gate) { kib_.push_back(gate.resident_kib()); }
  long median() {
    std::sort(kib_.begin(), kib_.end());
    return kib_.at(kib_.size() / 2);
  }

 private:
  std::vector<long> kib_;
};

// is_before: whether swap i is one of the last before `end`, that one included, after which memory is read.
bool is_before(int end, int i) { return i <= end && i > end - Resident::kReadings; }

TEST(SwapLoadTest, AThousandSwapsAndNobodyNotices) {
  SwapGate gate(marked(vendor_library(1), "0"));
  Crowd crowd(gate);
  while (crowd.joins < kJoinsBefore && crowd.failures().empty()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  constexpr int kWarm = kSwaps / 10;
  Resident warm, at_end;
  int refused = 0;
  for (int i = 1; i <= kSwaps; ++i) {
    crowd.submitted = i;
    gate.write(marked(vendor_library(1), std::to_string(i)));
    const v1::ReloadReport report = gate.reload();
    ASSERT_EQ(report.result(), "swapped") << "swap " << i << ": " << report.DebugString();
    crowd.confirmed = i;
    if (i % 4 == 0) {
      const std::vector<Wrong> all = wrongs(gate, "999999");
      const Wrong& wrong = all[static_cast<std::size_t>(refused++) % all.size()];
      gate.write_raw(wrong.text);
      const v1::ReloadReport no = gate.reload();
      ASSERT_EQ(no.result(), "refused") << wrong.text;
      EXPECT_EQ(no.generation(), report.generation());
      EXPECT_NE(first_error(no).find(wrong.error), std::string::npos) << first_error(no);
    }
    if (is_before(kWarm, i)) warm.read(gate);
    if (is_before(kSwaps, i)) at_end.read(gate);
  }
  const long resident = warm.median(), resident_at_end = at_end.median();
  crowd.stop();
  EXPECT_EQ(crowd.failures(), "");
  EXPECT_EQ(crowd.mixed, 0);
  EXPECT_EQ(crowd.early_or_late, 0);
  EXPECT_GT(crowd.joins, kJoinsBefore + kSwaps / 10);
  EXPECT_GE(gate.process().log().count(EventLog::named("reload", "result", "refused")), static_cast<std::size_t>(refused));
  EXPECT_EQ(gate.process().log().count(EventLog::named("ticket-issued")), static_cast<std::size_t>(crowd.joins)) << "a ticket for each join, and no more";
  EXPECT_EQ(gate.process().log().count(EventLog::named("ticket-refused")), 0u);
  std::printf("%d swaps, %d refused files, %d joins; resident: %ld KiB after %d swaps, %ld KiB after %d\n", kSwaps, refused,
              crowd.joins.load(), resident, kWarm, resident_at_end, kSwaps);
#if !POSTERN_SANITIZED  // sanitizers keep what was freed
  EXPECT_LE(resident_at_end, resident + resident / 20);
#endif
}

}  // namespace
}  // namespace postern::test
