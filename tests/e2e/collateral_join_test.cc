// SPDX-License-Identifier: Apache-2.0
//
// Joins whose ticket needs a page from outside, while its source answers, fails and goes away.

#include <gmock/gmock.h>

#include <atomic>
#include <optional>

#include "e2e/gate_process.h"
#include "e2e/joiner.h"
#include "support/web_server.h"

namespace postern::test {
namespace {

using testing::HasSubstr;

class CollateralJoinTest : public testing::Test {
 protected:
  // max_age: so short that a page is stale at once, or long.
  void start(const std::string& max_age) {
    const GateConfig tpm = tpm_gate("pcrs.4.expected = \"" + std::string(64, '0') + "\"\n");
    const std::string before = tpm.tables.substr(0, tpm.tables.find("[instances.keys]"));
    gate_.emplace(GateConfig{"admin_listen = \"127.0.0.1:0\"\n",
                             "[collateral]\nhosts = [\"127.0.0.1\"]\ncache_dir = \"cache\"\nnegative_age = \"1ms\"\nmax_age = \"" + max_age +
                                 "\"\nmax_stale = \"48h\"\n[plugins.web-page]\npath = \"../test-plugins/web-page.so\"\n" + before +
                                 "[instances.page]\nuse = \"web-page\"\nconfig = { url = \"" + server_->url("/page") + "\" }\n" +
                                 "[[pipeline]]\nname = \"p\"\nmatch = { evidence = \"qemu-vtpm\", request = \"join\", role = \"worker\" }\n"
                                 "steps = [\"tpm\", \"page\"]\n"});
  }
  std::string join_once() {
    JoinAs as = worker();
    as.protocol = rpc::Protocol::kPostern;
    const auto ticket = join(gate_->address(), node_, as);
    return ticket.ok() ? text(*ticket, "page") : std::string(ticket.status().message());
  }
  std::atomic<int> status_ = 200;
  std::optional<WebServer> server_{std::in_place, [this](const WebRequest&) { return WebAnswer{status_, "a page"}; }};
  Swtpm tpm_;
  Joiner node_{tpm_};
  std::optional<GateProcess> gate_;
};

TEST_F(CollateralJoinTest, PageIsFetchedOnceAndKept) {
  start("24h");
  EXPECT_TRUE(gate_->log().wait_for(EventLog::named("contact", "host", server_->origin())));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(join_once(), "a page");
  server_.reset();
  EXPECT_EQ(join_once(), "a page");
  EXPECT_EQ(gate_->log().count(EventLog::named("collateral-fetched")), 1u);
}

TEST_F(CollateralJoinTest, SourceThatFailsIsToleratedAndSaid) {
  start("1ms");
  EXPECT_EQ(join_once(), "a page");
  status_ = 500;
  EXPECT_EQ(join_once(), "a page");
  EXPECT_TRUE(gate_->log().wait_for(EventLog::named("collateral-stale", "reason", "HTTP status 500")));
}

TEST_F(CollateralJoinTest, WithoutAPageThereIsNoTicketAndTheReasonIsSaid) {
  status_ = 404;
  start("24h");
  EXPECT_THAT(join_once(), testing::Not(HasSubstr("a page")));
  const auto failed = gate_->log().wait_for(EventLog::named("collateral-failed", "reason", "HTTP status 404"));
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->value("url", ""), server_->url("/page"));
  const auto refused = gate_->log().wait_for(EventLog::named("ticket-refused", "code", "COLLATERAL_UNAVAILABLE"));
  ASSERT_TRUE(refused) << gate_->log().all();
}

}  // namespace
}  // namespace postern::test
