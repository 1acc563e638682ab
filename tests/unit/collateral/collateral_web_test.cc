// SPDX-License-Identifier: Apache-2.0
//
// The whole service, with libcurl and a cache on disk, against a stand-in of a key distribution service that does
// everything wrong that such a service can do.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "host/collateral/collateral_service.h"
#include "host/collateral/disk_store.h"
#include "support/journal_recorder.h"
#include "support/temp_dir.h"
#include "support/web_server.h"
#include "unit/collateral/pages.h"

namespace postern::collateral {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using ::testing::HasSubstr;
using test::WebAnswer;
using test::WebRequest;

class CollateralWebTest : public ::testing::Test {
 protected:
  void SetUp() override { restart(); }

  // restart: the service as after a restart of the gate: a new one over the same cache. timeout: of one request.
  void restart(Duration timeout = std::chrono::minutes(5)) {
    Settings settings;
    settings.hosts = {"127.0.0.1"};
    settings.timeout = timeout;
    service_.reset();
    service_ = std::make_unique<CollateralService>(
        settings, std::make_unique<HttpClient>(),
        std::make_shared<DiskStore>(folder_, 1'000'000, [this](const std::string& path, const std::string& reason) {
          Report(journal_, nullptr).damaged(path, reason);
        }),
        clock_, Report(journal_, nullptr));
  }
  void answer(std::function<WebAnswer()> next) {
    const std::lock_guard lock(mutex_);
    next_ = std::move(next);
  }
  std::string get(const std::string& target = "/vcek") {
    const auto body = service_->fetch({false, server_->url(target), "", "", 1000, seconds(20), true});
    return body.ok() ? text_of(*body) : body.status().ToString();
  }
  std::size_t events(const std::string& name) const {
    return journal_.count([&](const attest::Event& each) { return each.name == name; });
  }
  std::string reason_of(const std::string& name) const {
    std::string reason = "<none>";
    for (const attest::Event& each : journal_.events())
      for (const auto& [key, value] : each.fields)
        if (each.name == name && key == "reason") reason = value;
    return reason;
  }

  ManualClock clock_;
  test::JournalRecorder journal_;
  test::TempDir dir_;
  const std::string folder_ = dir_.path() + "/cache";
  std::mutex mutex_;
  std::function<WebAnswer()> next_ = [] { return test::ok("vcek"); };
  std::unique_ptr<test::WebServer> server_ = std::make_unique<test::WebServer>([this](const WebRequest&) {
    std::function<WebAnswer()> next;
    {
      const std::lock_guard lock(mutex_);
      next = next_;
    }
    return next();
  });
  std::unique_ptr<CollateralService> service_;
};

TEST_F(CollateralWebTest, TwoHundredJoinsMakeOneRequest) {
  std::promise<void> landing;
  answer([landed = landing.get_future().share()] {
    landed.wait();
    return test::ok("vcek");
  });
  std::atomic<int> begun = 0, right = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 200; ++i)
    callers.emplace_back([&] {
      ++begun;
      if (get() == "vcek") ++right;
    });
  while (begun < 200) std::this_thread::yield();
  landing.set_value();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(right, 200);
  EXPECT_EQ(server_->count("/vcek"), 1u);
}

TEST_F(CollateralWebTest, CacheOutlivesTheProgramAndTheSource) {
  const std::string url = server_->url("/vcek");
  const auto fetch = [&] {
    const auto body = service_->fetch({false, url, "", "", 1000, seconds(20), true});
    return body.ok() ? text_of(*body) : std::string(body.status().message());
  };
  EXPECT_EQ(fetch(), "vcek");
  server_.reset();
  restart();
  EXPECT_EQ(fetch(), "vcek");
  EXPECT_EQ(events("collateral-stale"), 0u);
  clock_.advance(hours(7 * 24));
  EXPECT_EQ(fetch(), "vcek");
  EXPECT_EQ(events("collateral-stale"), 1u);
  clock_.advance(seconds(1));
  EXPECT_THAT(fetch(), HasSubstr(url + ": "));
  EXPECT_EQ(events("collateral-failed"), 1u);
}

struct Bad {
  std::string name;
  WebAnswer answer;
  std::string reason;  // a part of it
  friend void PrintTo(const Bad& b, std::ostream* out) { *out << b.name; }
};
class BadSource : public CollateralWebTest, public ::testing::WithParamInterface<Bad> {};

TEST_P(BadSource, IsSaidAndTheCacheGoesOnServing) {
  EXPECT_EQ(get(), "vcek");
  clock_.advance(hours(25));
  answer([] { return GetParam().answer; });
  restart(GetParam().reason == "timed out" ? Duration(std::chrono::milliseconds(50)) : Duration(std::chrono::minutes(5)));
  EXPECT_EQ(get(), "vcek") << "what was kept stands in";
  EXPECT_THAT(reason_of("collateral-stale"), HasSubstr(GetParam().reason));
  EXPECT_THAT(get("/other"), HasSubstr(GetParam().name == "429" ? "wants to be left alone" : GetParam().reason))
      << "and what was not fails with its reason";
  EXPECT_NE(reason_of("collateral-failed"), "<none>");
  answer([] { return test::ok("new"); });
  restart();
  EXPECT_EQ(get(), "new") << "nothing bad was kept";
  EXPECT_EQ(get("/other"), "new");
}
INSTANTIATE_TEST_SUITE_P(
    Kinds, BadSource,
    ::testing::Values(Bad{"404", test::status(404), "HTTP status 404"}, Bad{"429", test::too_many("60"), "HTTP status 429"},
                      Bad{"500", test::status(500), "HTTP status 500"}, Bad{"hang", test::hang(), "timed out"},
                      Bad{"stall", test::stall("vcek vcek"), "timed out"}, Bad{"garbage", test::raw("\x01\x02garbage\r\n"), ""},
                      Bad{"half", test::half("vcek vcek"), ""}, Bad{"closed", test::raw(""), ""},
                      Bad{"oversized", test::ok(std::string(kLongestPage + 1, 'x')), "answer longer than 4194304 bytes"},
                      Bad{"redirect", test::redirect("https://example.org/"), "HTTP status 302"},
                      Bad{"no-content", test::status(204), "HTTP status 204"}));

TEST_F(CollateralWebTest, DamagedFileIsFetchedAnew) {
  EXPECT_EQ(get(), "vcek");
  for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/blobs")) std::ofstream(entry.path()) << "forged";
  EXPECT_EQ(get(), "vcek");
  EXPECT_EQ(server_->count("/vcek"), 2u);
  EXPECT_EQ(events("collateral-damaged"), 1u);
}

TEST_F(CollateralWebTest, UnusableFolderCostsTheCacheOnly) {
  std::filesystem::create_directory(folder_);
  std::filesystem::permissions(folder_, std::filesystem::perms(0777));
  EXPECT_EQ(get(), "vcek");
  EXPECT_EQ(get(), "vcek");
  EXPECT_EQ(server_->count("/vcek"), 1u) << "kept in memory instead";
  EXPECT_THAT(reason_of("collateral-not-kept"), HasSubstr("expected mode 0700, found 0777"));
}

TEST_F(CollateralWebTest, GoesAwayWhileASourceHangs) {
  answer([] { return test::hang(); });
  auto caller = std::async(std::launch::async, [&] { return get(); });
  while (server_->count("/vcek") == 0) std::this_thread::yield();
  clock_.advance(seconds(20));
  EXPECT_THAT(caller.get(), HasSubstr("DEADLINE_EXCEEDED"));
  service_.reset();  // the flight is still out; it is called back
}

}  // namespace
}  // namespace postern::collateral
