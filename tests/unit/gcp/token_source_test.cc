// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/token_source.h"

#include <condition_variable>
#include <thread>

#include "common/crypto/secret_text.h"
#include "common/encoding/base64url.h"
#include "unit/gcp/machine_judge.h"

namespace postern::gcp {
namespace {

using std::chrono::seconds;

const std::string kMetadataPage = test::kMetadataUrl + std::string(test::kTokenPath);

CredentialsConfig metadata() { return {.metadata_url = test::kMetadataUrl}; }

class TokenSourceTest : public testing::Test {
 protected:
  // ask: the token's text, or the code of the refusal.
  std::string ask(TokenSource& source) {
    const auto token = source.token(host_.call());
    return token.ok() ? std::string(common::text_of(token.value()->text)) : token.failure().code();
  }
  void serve(const std::string& token, int lifetime = 3599) { host_.pages[kMetadataPage] = test::token_answer(token, lifetime); }

  Host host_;
};

TEST_F(TokenSourceTest, AsksTheMetadataServerOnce) {
  TokenSource source(metadata());
  serve("first");
  EXPECT_EQ(ask(source), "first");
  serve("second");
  EXPECT_EQ(ask(source), "first");
  ASSERT_EQ(host_.requests.size(), 1u);
  EXPECT_EQ(host_.requests[0].url, kMetadataPage);
  EXPECT_EQ(host_.requests[0].headers, "Metadata-Flavor: Google");
  EXPECT_FALSE(host_.requests[0].is_post);
  EXPECT_FALSE(host_.requests[0].may_be_kept);
}

TEST_F(TokenSourceTest, AsksAgainAMinuteBeforeTheEnd) {
  TokenSource source(metadata());
  serve("first", 600);
  EXPECT_EQ(ask(source), "first");
  serve("second", 600);
  host_.now += seconds(539);
  EXPECT_EQ(ask(source), "first");
  host_.now += seconds(1);
  EXPECT_EQ(ask(source), "second");
}

TEST_F(TokenSourceTest, KeepsNoTokenThatEndsWithinAMinuteOrIsOfTheFuture) {
  TokenSource source(metadata());
  serve("first", 30);
  EXPECT_EQ(ask(source), "first");
  serve("second");
  EXPECT_EQ(ask(source), "second");
  host_.now -= seconds(10);
  serve("third");
  EXPECT_EQ(ask(source), "third") << "the clock went back";
}

TEST_F(TokenSourceTest, ForgetsARejectedTokenWhenItIsNotNew) {
  TokenSource source(metadata());
  serve("first");
  const auto first = source.token(host_.call()).take();
  source.reject(first, host_.call());
  serve("second");
  EXPECT_EQ(ask(source), "first") << "so new that asking again would not help";
  host_.now += seconds(60);
  source.reject(first, host_.call());
  EXPECT_EQ(ask(source), "second");
  host_.now += seconds(60);
  source.reject(first, host_.call());
  serve("third");
  EXPECT_EQ(ask(source), "second") << "it was another one that was rejected";
}

TEST_F(TokenSourceTest, SaysWhenThereIsNoneAndTriesAgain) {
  TokenSource source(metadata());
  EXPECT_EQ(ask(source), POSTERN_REASON_COLLATERAL_UNAVAILABLE);
  host_.pages[kMetadataPage] = "not found";
  EXPECT_EQ(ask(source), POSTERN_REASON_COLLATERAL_INVALID);
  serve("first");
  EXPECT_EQ(ask(source), "first");
}

TEST_F(TokenSourceTest, UsesTheJwtBearerGrant) {
  CredentialsConfig config{.kind = CredentialsKind::kServiceAccount, .token_url = test::kTokenUrl, .service_account = "account"};
  host_.secrets["account"] = nlohmann::json{{"type", "service_account"}, {"client_email", "gate@p"}, {"private_key_id", "k1"},
                                            {"private_key", test::private_pem(test::rsa_key("service account"))},
                                            {"token_uri", "https://elsewhere.example/"}}.dump();
  host_.pages[test::kTokenUrl] = test::token_answer("granted");
  TokenSource source(config);
  EXPECT_EQ(ask(source), "granted");
  ASSERT_EQ(host_.requests.size(), 1u) << "only where the configuration says";
  EXPECT_TRUE(host_.requests[0].is_post);
  EXPECT_FALSE(host_.requests[0].may_be_kept);
  EXPECT_EQ(host_.requests[0].headers, "Content-Type: application/x-www-form-urlencoded");
  const std::string& body = host_.requests[0].body;
  const std::string start = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
  ASSERT_TRUE(body.starts_with(start));
  const std::string jwt = body.substr(start.size());
  const std::size_t first = jwt.find('.'), last = jwt.rfind('.');
  const auto claims = nlohmann::json::parse(text_of(encoding::decode_base64url(jwt.substr(first + 1, last - first - 1)).value()));
  EXPECT_EQ(claims, (nlohmann::json{{"iss", "gate@p"}, {"scope", "https://www.googleapis.com/auth/compute.readonly"},
                                    {"aud", test::kTokenUrl}, {"iat", test::kPkiNow}, {"exp", test::kPkiNow + 600}}));
}

TEST_F(TokenSourceTest, SaysThatTheKeyFileIsMissingOrWrong) {
  TokenSource source({.kind = CredentialsKind::kServiceAccount, .token_url = test::kTokenUrl, .service_account = "account"});
  EXPECT_EQ(ask(source), POSTERN_REASON_SECRET_UNREADABLE);
  host_.secrets["account"] = "{}";
  EXPECT_EQ(ask(source), POSTERN_REASON_MISCONFIGURED);
  EXPECT_TRUE(host_.requests.empty());
}

// While one call asks, the others wait for what it gets. The page is held back until all others have begun.
TEST_F(TokenSourceTest, ManyCallsAskOnce) {
  TokenSource source(metadata());
  constexpr int kOthers = 6;
  std::mutex mutex;
  std::condition_variable changed;
  int begun = 0;
  bool is_asking = false;
  serve("shared");
  host_.on_fetch = [&](const test::RecordedRequest&) {
    std::unique_lock lock(mutex);
    is_asking = true;
    changed.notify_all();
    changed.wait(lock, [&] { return begun == kOthers; });
  };
  std::vector<Host> hosts(kOthers);
  std::vector<std::string> answers(kOthers);
  std::vector<std::thread> threads;
  std::thread asker([&] { EXPECT_EQ(ask(source), "shared"); });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return is_asking; });
  }
  for (int i = 0; i < kOthers; ++i)
    threads.emplace_back([&, i] {
      {
        const std::scoped_lock lock(mutex);
        ++begun;
        changed.notify_all();
      }
      const auto token = source.token(hosts[static_cast<std::size_t>(i)].call());
      answers[static_cast<std::size_t>(i)] = token.ok() ? std::string(common::text_of(token.value()->text)) : token.failure().code();
    });
  asker.join();
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < kOthers; ++i) {
    EXPECT_EQ(answers[static_cast<std::size_t>(i)], "shared");
    EXPECT_TRUE(hosts[static_cast<std::size_t>(i)].requests.empty());
  }
}

// A call waits no longer than its own time.
TEST_F(TokenSourceTest, AWaitingCallKeepsItsDeadline) {
  TokenSource source(metadata());
  serve("late");
  Host other;
  other.remaining = std::chrono::milliseconds(1);
  std::string outcome;
  host_.on_fetch = [&](const test::RecordedRequest&) {
    const auto token = source.token(other.call());
    outcome = token.ok() ? "token" : token.failure().code();
  };
  EXPECT_EQ(ask(source), "late");
  EXPECT_EQ(outcome, POSTERN_REASON_TIMEOUT);
  EXPECT_TRUE(other.requests.empty());
}

}  // namespace
}  // namespace postern::gcp
