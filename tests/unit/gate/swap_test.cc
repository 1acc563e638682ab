// SPDX-License-Identifier: Apache-2.0
//
// Swapping generations under a gate: who is answered by which, and what becomes of the old ones.

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "host/gate/drain.h"
#include "unit/gate/scripted_gate.h"

namespace postern::gate {
namespace {

using ::testing::ElementsAre;

class SwapTest : public ScriptedGate {
 protected:
  void SetUp() override { ASSERT_TRUE(load(tables("one"))) << said(); }
  // tables: a pipeline whose tickets say the word.
  static std::string tables(const std::string& word) {
    return instance("judge", "validator", "allow") + instance("giver", "backend", "give", word) +
           pipeline("p", kJoin, "[\"judge\", \"giver\"]");
  }
  std::shared_ptr<const Generation> make(const std::string& word, uint64_t number, const std::string& gate_lines = "") {
    config::Diagnostics out;
    config::GateFile file = config::read_gate_text(std::string("[gate]\n") + gate_lines + kPlugins + tables(word),
                                                   dir_.path() + "/gate.toml", config::Purpose::kGate, POSTERN_PLUGIN_DIR, out);
    const Resolved resolved = resolve(std::move(file), kGateKinds, around_, {}, out);
    auto made = Generation::build(resolved, around_, {}, out, true, {number, attest::Time(), ""});
    if (made == nullptr) throw std::runtime_error("the generation is not built");
    return made;
  }
  std::string answer(Gate& gate, const attest::Identity& identity) {
    const auto outcome = gate.issue(identity, {"join", "", "request-1", {}, {}});
    if (const auto* refusal = std::get_if<attest::Refusal>(&outcome)) return refusal->reason.code;
    const attest::ByteView bytes = std::get<pipeline::Ticket>(outcome).fields.at(0).bytes.bytes();
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
};

TEST_F(SwapTest, ConnectionsStayWithTheirGeneration) {
  const auto before = admit();
  gate_->swap(make("two", 2));
  const auto after = admit();
  EXPECT_EQ(answer(*gate_, *before), "one");
  EXPECT_EQ(answer(*gate_, *after), "two");
  EXPECT_EQ(answer(*gate_, *before), "one");
  EXPECT_EQ(gate_->generation()->origin().number, 2u);
}

TEST_F(SwapTest, OldConnectionsAreTurnedAwayInTheEnd) {
  attest::Time now(std::chrono::seconds(1'000));
  Gate gate(make("one", 1, "drain_timeout = \"10s\"\n"), journal_, metrics_, [&] { return now; });
  const auto admitted = gate.examine(evidence(), "connection-1");
  const auto& identity = *std::get<attest::IdentityPtr>(admitted);
  now += std::chrono::hours(1);
  EXPECT_EQ(answer(gate, identity), "one") << "it is in force";
  gate.swap(make("two", 2));
  now += std::chrono::seconds(10);
  EXPECT_EQ(answer(gate, identity), "one");
  now += std::chrono::nanoseconds(1);
  EXPECT_EQ(answer(gate, identity), kGenerationRetired);
  EXPECT_EQ(field_of("ticket-refused", "class"), "retryable");
}

TEST_F(SwapTest, DecisionsAreRemembered) {
  const auto identity = admit();
  for (int i = 0; i < 30; ++i) answer(*gate_, *identity);
  refused("other");
  const std::vector<Decision> last = gate_->decisions();
  ASSERT_EQ(last.size(), DecisionReport::kRemembered);
  EXPECT_EQ(last.back().code, "NO_PIPELINE");
  EXPECT_EQ(last.front().code, "issued");
  EXPECT_EQ(last.front().pipeline, "p");
  EXPECT_EQ(last.front().evidence, "scripted");
  EXPECT_EQ(last.front().generation, 1u);
}

TEST_F(SwapTest, DrainDestroysElsewhereWhatNobodyUses) {
  std::mutex mutex;
  std::vector<uint64_t> ended;
  std::thread::id by;
  {
    Drain drain([&](const Origin& origin) {
      const std::lock_guard lock(mutex);
      ended.push_back(origin.number);
      by = std::this_thread::get_id();
    });
    auto first = drain.adopt(make("one", 1)), second = drain.adopt(make("two", 2));
    EXPECT_EQ(drain.alive().size(), 2u);
    first.reset();
    auto peer = std::make_shared<Peer>(second, "scripted", "c");
    second.reset();
    ASSERT_EQ(drain.alive().back().origin.number, 2u);
    EXPECT_EQ(drain.alive().back().peers, 1u);
    peer.reset();
  }
  EXPECT_THAT(ended, ElementsAre(1, 2));
  EXPECT_NE(by, std::this_thread::get_id());
}

TEST_F(SwapTest, UsersMayOutliveTheDrain) {
  std::shared_ptr<const Generation> left;
  {
    Drain drain;
    left = drain.adopt(make("one", 1));
  }
  EXPECT_EQ(left->pipelines().size(), 1u);
  left.reset();
}

// For race detectors above all: peers come, ask and go while generations are swapped.
TEST_F(SwapTest, NoTicketOfTwoGenerations) {
  Drain drain;
  gate_ = std::make_unique<Gate>(drain.adopt(make("1", 1)), journal_, metrics_, [] { return attest::Time(std::chrono::seconds(1'790'000'000)); });
  std::atomic<int> in_force = 1, offered = 1, wrong = 0, tickets = 0;
  std::atomic<bool> stopping = false;
  std::vector<std::thread> peers;
  for (int i = 0; i < 4; ++i)
    peers.emplace_back([&] {
      while (!stopping) {
        const int least = in_force;
        const auto identity = admit();
        const int most = offered;
        const std::string first = answer(*gate_, *identity), second = answer(*gate_, *identity);
        const int word = std::stoi(first);
        if (first != second || word < least || word > most) ++wrong;
        ++tickets;
      }
    });
  for (int i = 2; i <= 40; ++i) {
    auto next = drain.adopt(make(std::to_string(i), static_cast<uint64_t>(i)));
    offered = i;
    gate_->swap(std::move(next));
    in_force = i;
    for (const int before = tickets; tickets < before + 8;) std::this_thread::yield();
  }
  stopping = true;
  for (std::thread& peer : peers) peer.join();
  EXPECT_EQ(wrong, 0);
  gate_.reset();
}

}  // namespace
}  // namespace postern::gate
