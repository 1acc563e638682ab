// SPDX-License-Identifier: Apache-2.0
//
// A plugin's request, through the services of the gate, to the network and into journal and metrics.

#include "host/gate/host_services.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/journal_recorder.h"
#include "support/web_server.h"

namespace postern::gate {
namespace {

using ::testing::HasSubstr;

class HostServicesTest : public ::testing::Test {
 protected:
  static config::CollateralSettings settings() {
    config::CollateralSettings settings;
    settings.hosts = {"127.0.0.1"};
    return settings;
  }
  std::string fetch(const std::string& url, bool may_keep) {
    plugin::FetchRequest request;
    request.url = url;
    request.max_bytes = 100;
    request.timeout = std::chrono::minutes(1);
    request.may_keep = may_keep;
    const auto body = services_.fetch(request);
    return body.ok() ? std::string(reinterpret_cast<const char*>(body->data()), body->size()) : body.status().ToString();
  }
  test::JournalRecorder journal_;
  observe::Metrics metrics_;
  HostServices services_{journal_, &metrics_, plugin::SecretFiles({}), settings()};
};

TEST_F(HostServicesTest, PublicPagesAreKeptAndCounted) {
  test::WebServer server([](const test::WebRequest& request) {
    return request.target == "/a" ? test::ok("hello") : test::status(404);
  });
  for (int i = 0; i < 3; ++i) EXPECT_EQ(fetch(server.url("/a"), true), "hello");
  for (int i = 0; i < 2; ++i) EXPECT_THAT(fetch(server.url("/b"), true), HasSubstr("HTTP status 404"));
  for (int i = 0; i < 2; ++i) EXPECT_EQ(fetch(server.url("/a"), false), "hello");
  EXPECT_EQ(server.count("/a"), 3u);
  EXPECT_EQ(server.count("/b"), 1u);
  const std::string text = metrics_.text();
  EXPECT_THAT(text, HasSubstr("postern_collateral_requests_total{host=\"" + server.origin() + "\",outcome=\"200\"} 3"));
  EXPECT_THAT(text, HasSubstr("postern_collateral_requests_total{host=\"" + server.origin() + "\",outcome=\"404\"} 1"));
  EXPECT_THAT(text, HasSubstr("postern_collateral_hits_total 2"));
  EXPECT_THAT(text, HasSubstr("postern_collateral_flights_total 2"));
  EXPECT_THAT(text, HasSubstr("postern_collateral_negative_total 1"));
  EXPECT_THAT(text, HasSubstr("postern_collateral_failed_total 2"));
  EXPECT_EQ(journal_.count([](const attest::Event& event) { return event.name == "collateral-failed"; }), 2u);
}

TEST_F(HostServicesTest, OtherHostsAreRefused) {
  EXPECT_THAT(fetch("https://example.org/", true), HasSubstr("PERMISSION_DENIED"));
  EXPECT_THAT(fetch("https://example.org/", false), HasSubstr("PERMISSION_DENIED"));
}

}  // namespace
}  // namespace postern::gate
