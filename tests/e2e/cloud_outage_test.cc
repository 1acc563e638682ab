// SPDX-License-Identifier: Apache-2.0
//
// Machines of Azure that do not send their VCEK, while AMD's KDS, from which the gate then gets it, answers, answers badly,
// or not at all.

#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <thread>

#include "common/attdoc/write_document.h"
#include "e2e/cloud_config.h"
#include "e2e/joiner.h"

namespace postern::test {
namespace {

constexpr int kJoins = POSTERN_JOINS;
constexpr const char* kVcek = "/vcek/v1/Milan/";

// SoftMachine: a machine without a TPM of its own, so that many can prove themselves at once. Any thread.
class SoftMachine : public atls::EvidenceSource {
 public:
  SoftMachine() { facts.has_vek = false; }
  absl::StatusOr<atls::EvidenceDocument> make_evidence(const atls::Nonce& nonce, const atls::ChannelKey& key) override {
    const std::string text = attdoc::write_document(make_azure_snp(facts, nonce, key));
    const sdk::ByteView bytes = sdk::as_bytes(text);
    {
      const std::lock_guard lock(mutex_);
      ++made_;
    }
    changed_.notify_all();
    return atls::EvidenceDocument{"1.3.9900.4.1", {bytes.begin(), bytes.end()}};
  }
  // wait_for: until so many have been made; false when they were not within a minute.
  bool wait_for(int number) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::minutes(1), [&] { return made_ >= number; });
  }

  AzureMachine facts;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int made_ = 0;
};

class CloudOutageTest : public testing::Test {
 protected:
  CloudOutageTest() { cloud_.serve_kds(machine_.facts); }

  // start: collateral: when pages are old, and how long answers are waited for.
  void start(const std::string& collateral, const std::string& gate = "") {
    gate_ = std::make_unique<GateProcess>(
        azure_gate(dir_, cloud_, machine_.facts.pki, {.collateral = collateral, .config = "", .gate = gate}));
  }
  bool joins() { return join(gate_->address(), machine_, worker()).ok(); }
  std::string log() { return gate_->log().all(); }

  TempDir dir_;
  SoftMachine machine_;
  CloudStandIn cloud_;
  std::unique_ptr<GateProcess> gate_;
};

// The first answer waits until all have sent their evidence, so that all but one find a request under way.
TEST_F(CloudOutageTest, ManyJoinsAtOnceAreOneRequest) {
  std::map<std::string, std::string> pages;
  serve_kds(pages, machine_.facts);
  for (const auto& [address, page] : pages)
    cloud_.serve(address.substr(std::string(kKdsUrl).size()), [this, page = page](const WebRequest&) {
      return machine_.wait_for(kJoins) ? ok(page) : status(500);
    });
  start("", "handshake_workers = " + std::to_string(kJoins + 8) + "\nmax_handshakes = 1000\nhandshake_timeout = \"5m\"\n");
  JoinAs as = worker();
  as.timeout = std::chrono::minutes(5);
  std::atomic<int> admitted = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kJoins; ++i)
    threads.emplace_back([&] { admitted += join(gate_->address(), machine_, as).ok() ? 1 : 0; });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(admitted, kJoins) << log();
  EXPECT_EQ(cloud_.count(kVcek), 1u);
}

// Outage: a way in which KDS fails, and what the gate says of it. The last one makes the gate leave it alone for a while.
struct Outage {
  const char* name;
  WebAnswer answer;
  std::string reason;  // or a part of it; libcurl has its own words for some
};
std::vector<Outage> outages() {
  return {{"server error", status(500), "HTTP status 500"},
          {"silence", hang(), "timed out"},
          {"half a body, then silence", stall(std::string(1000, 'x')), "timed out"},
          {"half a body", half(std::string(1000, 'x')), ""},
          {"no HTTP", raw("\x16\x03\x01 no HTTP\r\n\r\n"), ""},
          {"too many requests", too_many("3600"), "HTTP status 429"}};
}

// said: the event with such a reason, about the VCEK.
EventLog::Filter said(const std::string& name, const std::string& reason) {
  return [=](const nlohmann::json& event) {
    return event.value("event", "") == name && event.value("url", "").find(kVcek) != std::string::npos &&
           !event.value("reason", "").empty() && event.value("reason", "").find(reason) != std::string::npos;
  };
}

// nth: accepts the event only that is the filter's number-th. For one call of wait_for, which shows each event once.
EventLog::Filter nth(EventLog::Filter filter, std::size_t number) {
  return [=, left = number](const nlohmann::json& event) mutable { return filter(event) && --left == 0; };
}

// Pages are old at once, so that the source is asked each time.
TEST_F(CloudOutageTest, WhatIsKeptServesWhileKdsFails) {
  start("max_age = \"1ms\"\nmax_stale = \"1h\"\nnegative_age = \"1ms\"\ntimeout = \"500ms\"\n");
  ASSERT_TRUE(joins()) << log();
  for (const Outage& outage : outages()) {
    const std::size_t asked = cloud_.count(kVcek), stale = gate_->log().count(said("collateral-stale", outage.reason));
    cloud_.serve_all(kVcek, outage.answer);
    EXPECT_TRUE(joins()) << outage.name << log();
    EXPECT_GT(cloud_.count(kVcek), asked) << outage.name;
    EXPECT_TRUE(gate_->log().wait_for(nth(said("collateral-stale", outage.reason), stale + 1))) << outage.name << log();
  }
}

TEST_F(CloudOutageTest, WhatIsFreshNeedsNoKds) {
  start("");
  ASSERT_TRUE(joins()) << log();
  const std::size_t asked = cloud_.count("/vcek/");
  cloud_.serve_all("/vcek/", status(500));
  EXPECT_TRUE(joins());
  EXPECT_EQ(cloud_.count("/vcek/"), asked);
}

TEST_F(CloudOutageTest, WithoutAVcekNobodyIsAdmittedAndTheReasonIsSaid) {
  start("negative_age = \"1ms\"\ntimeout = \"500ms\"\n");
  std::size_t refused = 0;
  for (const Outage& outage : outages()) {
    const std::size_t failed = gate_->log().count(said("collateral-failed", outage.reason));
    cloud_.serve_all(kVcek, outage.answer);
    EXPECT_FALSE(joins()) << outage.name;
    EXPECT_TRUE(gate_->log().wait_for(nth(said("collateral-failed", outage.reason), failed + 1))) << outage.name << log();
    const auto by_code = EventLog::named("handshake-refused", "code", "COLLATERAL_UNAVAILABLE");
    EXPECT_TRUE(gate_->log().wait_for(nth(by_code, ++refused))) << outage.name << log();
  }
}

TEST_F(CloudOutageTest, RetryAfterIsHonoured) {
  start("negative_age = \"1ms\"\n");
  cloud_.serve_all(kVcek, too_many("3600"));
  EXPECT_FALSE(joins());
  EXPECT_TRUE(gate_->log().wait_for(EventLog::named("collateral-held"))) << log();
  cloud_.serve_again(kVcek);
  EXPECT_FALSE(joins());
  EXPECT_EQ(cloud_.count(kVcek), 1u);
}

TEST_F(CloudOutageTest, GarbageAdmitsNobodyAndIsForgottenWhenKdsIsRightAgain) {
  start("negative_age = \"1ms\"\nmax_age = \"1ms\"\n");
  cloud_.serve_all(kVcek, ok("<html>not a certificate</html>"));
  EXPECT_FALSE(joins());
  gate_->refused("COLLATERAL_INVALID");
  cloud_.serve_again(kVcek);
  EXPECT_TRUE(joins()) << log();
}

TEST_F(CloudOutageTest, GarbageDoesNotTakeThePlaceOfWhatIsKept) {
  start("negative_age = \"10m\"\nmax_age = \"1ms\"\n");
  ASSERT_TRUE(joins()) << log();
  cloud_.serve_all(kVcek, ok("<html>not a certificate</html>"));
  EXPECT_TRUE(joins()) << log();
  EXPECT_TRUE(gate_->log().wait_for(said("collateral-stale", "not what was asked for"))) << log();
  const std::size_t asked = cloud_.count(kVcek);
  EXPECT_TRUE(joins()) << log();
  EXPECT_EQ(cloud_.count(kVcek), asked) << "the source has a rest";
}

// A certificate of another chip is none of this machine's, wherever it came from.
TEST_F(CloudOutageTest, ACertificateOfAnotherChipIsRefused) {
  AzureMachine other = machine_.facts;
  other.vek.hwid = ByteVector(64, std::byte{0x77});
  const ByteVector der = write_certificate(other.pki.vek(other.vek)).der;
  start("");
  cloud_.serve_all(kVcek + sdk::to_hex(default_chip_id(AmdProduct::kMilan)),
                   ok({reinterpret_cast<const char*>(der.data()), der.size()}));
  EXPECT_FALSE(joins());
  gate_->refused("CHIP_MISMATCH");
}

}  // namespace
}  // namespace postern::test
