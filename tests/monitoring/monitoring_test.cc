// SPDX-License-Identifier: Apache-2.0
//
// What packaging/ gives to operators fits what a real gate offers: names, rules, expressions.

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "e2e/gate_process.h"
#include "e2e/joiner.h"
#include "host/observe/metric_table.h"
#include "monitoring/metric_names.h"
#include "monitoring/prometheus_server.h"
#include "support/web_server.h"

namespace postern::test {
namespace {

using testing::HasSubstr;
using testing::IsSubsetOf;

constexpr char kRules[] = POSTERN_PACKAGING "/prometheus/postern-alerts.yml";
constexpr char kRuleTests[] = POSTERN_PACKAGING "/prometheus/postern-alerts-test.yml";
constexpr char kDashboard[] = POSTERN_PACKAGING "/grafana/postern-dashboard.json";

std::string content(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> expressions_of(const nlohmann::json& dashboard) {
  std::vector<std::string> all;
  for (const auto& panel : dashboard.at("panels"))
    for (const auto& target : panel.at("targets")) {
      std::string expression = target.at("expr");
      for (std::size_t at; (at = expression.find("$instance")) != std::string::npos;) expression.replace(at, 9, ".*");
      all.push_back(expression);
    }
  return all;
}

// A gate that has issued a ticket, refused a machine, kept a page, written records and reloaded: all that can be measured.
class MonitoringTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = PrometheusServer::obstacle(); !why.empty()) GTEST_SKIP() << why;
    const GateConfig tpm = tpm_gate("pcrs.4.expected = \"" + std::string(64, '0') + "\"\n");
    const std::string before = tpm.tables.substr(0, tpm.tables.find("[instances.keys]"));
    gate_ = std::make_unique<GateProcess>(GateConfig{
        "admin_listen = \"127.0.0.1:0\"\n",
        "[records]\ndirectory = \"records\"\n[collateral]\nhosts = [\"127.0.0.1\"]\n"
        "[plugins.web-page]\npath = \"../test-plugins/web-page.so\"\n" + before +
            "[instances.page]\nuse = \"web-page\"\nconfig = { url = \"" + server_.url("/page") + "\" }\n" +
            "[[pipeline]]\nname = \"p\"\nmatch = { evidence = \"qemu-vtpm\", request = \"join\", role = \"worker\" }\n"
            "steps = [\"tpm\", \"page\"]\n"});
    const auto serving = gate_->log().wait_for(EventLog::named("serving-pages"));
    ASSERT_TRUE(serving) << gate_->log().all();
    url_ = serving->value("url", "");
    JoinAs as = worker();
    as.protocol = rpc::Protocol::kPostern;
    const auto ticket = join(gate_->address(), node_, as);
    ASSERT_TRUE(ticket.ok()) << ticket.status() << gate_->log().all();
    as.request.kind = "unknown";
    EXPECT_FALSE(join(gate_->address(), node_, as).ok());
    Forger forger(node_);
    forger.before = [](atls::Nonce& nonce, atls::ChannelKey&) { nonce[0] ^= std::byte{1}; };
    EXPECT_FALSE(join(gate_->address(), forger, as).ok());
  }
  WebServer server_{[](const WebRequest&) { return WebAnswer{200, "a page"}; }};
  Swtpm tpm_;
  Joiner node_{tpm_};
  std::unique_ptr<GateProcess> gate_;
  std::string url_;
};

TEST_F(MonitoringTest, EveryMetricThatRulesAndDashboardUseIsOffered) {
  const std::string page = http_get(url_ + "metrics");
  const auto offered = offered_names(page);
  EXPECT_GT(offered.size(), 15u) << page;
  const auto in_rules = used_names(content(kRules)), on_dashboard = used_names(content(kDashboard));
  EXPECT_GT(in_rules.size(), 5u);
  EXPECT_GT(on_dashboard.size(), 10u);
  EXPECT_THAT(in_rules, IsSubsetOf(offered)) << page;
  EXPECT_THAT(on_dashboard, IsSubsetOf(offered)) << page;
}

TEST_F(MonitoringTest, TheTableTellsOfEveryMetricAndOfNoOther) {
  const auto offered = offered_names(http_get(url_ + "metrics"));
  std::vector<std::string> told, always;
  for (const observe::MetricEntry& entry : observe::metric_table()) {
    told.push_back("postern_" + std::string(entry.name));
    const bool is_rare = (entry.labels.empty() && entry.name.starts_with("collateral_")) || entry.name == "reload_total";
    if (!is_rare) always.push_back(told.back());
  }
  EXPECT_THAT(offered, IsSubsetOf(told));
  EXPECT_THAT(always, IsSubsetOf(offered));
}

TEST_F(MonitoringTest, RulesAndPagePassPromtool) {
  EXPECT_THAT(run({"promtool", "check", "rules", kRules}), HasSubstr("SUCCESS"));
  EXPECT_THAT(run({"promtool", "test", "rules", kRuleTests}), HasSubstr("SUCCESS"));
  TempDir dir;
  const std::string page = dir.write("metrics", http_get(url_ + "metrics"));
  EXPECT_NO_THROW(run({"sh", "-c", "promtool check metrics < \"$0\" 2>&1 | { ! grep .; }", page})) << "help texts, units, kinds";
}

TEST_F(MonitoringTest, PrometheusReadsTheGateAndEvaluatesEverything) {
  const std::string target = url_.substr(7, url_.size() - 8);
  PrometheusServer prometheus(target, kRules);
  nlohmann::json up;
  for (int i = 0; i < 600 && (up.empty() || up[0]["value"][1] != "1"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    up = prometheus.query("up{job=\"postern\"}");
  }
  ASSERT_EQ(up.size(), 1u);
  for (const std::string& expression : expressions_of(nlohmann::json::parse(content(kDashboard))))
    EXPECT_TRUE(prometheus.query(expression).is_array()) << expression;
  EXPECT_EQ(prometheus.query("postern_tickets_total{result=\"issued\"}").size(), 1u);
  for (const auto& group : prometheus.api("rules").at("groups"))
    for (const auto& rule : group.at("rules")) EXPECT_NE(rule.at("health"), "err") << rule.dump();
}

TEST_F(MonitoringTest, HealthIsToldToProbes) {
  EXPECT_EQ(http_get(url_ + "healthz"), "ok\n");
  EXPECT_EQ(http_get(url_ + "readyz"), "ready\n");
}

}  // namespace
}  // namespace postern::test
