// SPDX-License-Identifier: Apache-2.0
//
// A gate that is killed between any two steps, or inside of one, leaves nothing behind once it has started again.

#include <gmock/gmock.h>

#include <atomic>
#include <functional>
#include <future>
#include <memory>

#include "kube/gate_bench.h"
#include "kube/gate_checkpoints.h"
#include "support/csr_builder.h"

namespace postern::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<std::string> kSteps{"keys", "joining", "token", "cert", "parts", "ssh"};

// Held: one request that waits in the proxy. Shared with the proxy's thread, which may outlive the test's body.
struct Held {
  std::promise<void> there, over;
  std::shared_future<void> until_over = over.get_future().share();
  std::atomic<bool> taken = false;
};

// hold: the first request that is wanted waits until held->over and gets the answer then; nothing: the server's own.
ApiProxy::Rule hold(const std::shared_ptr<Held>& held, std::function<bool(const WebRequest&)> wanted,
                    std::optional<WebAnswer> answer) {
  return [held, wanted = std::move(wanted), answer](const WebRequest& request) -> std::optional<WebAnswer> {
    if (!wanted(request) || held->taken.exchange(true)) return std::nullopt;
    held->there.set_value();
    held->until_over.wait();
    return answer;
  };
}

class GateCrash : public GateBench {
 protected:
  void SetUp() override {
    GateBench::SetUp();
    if (!IsSkipped()) checkpoints_.emplace(dir_.path() + "/checkpoints");
  }

  // A checkpoint before every step and behind the last, by the name of the step that follows.
  void configure_checkpoints() {
    GateFileParts parts;
    parts.instances = "[plugins.checkpoint]\npath = \"../test-plugins/checkpoint.so\"\n";
    parts.worker_steps = "\"tpm\"";
    std::vector<std::string> names = kSteps;
    names.push_back("end");
    for (const std::string& name : names) {
      parts.instances += "[instances.before-" + name + "]\nuse = \"checkpoint\"\nconfig = { socket = \"" +
                         checkpoints_->path() + "\", name = \"" + name + "\" }\n";
      parts.worker_steps += ", { use = \"before-" + name + "\", timeout = \"5m\" }";
      if (name != "end") parts.worker_steps += ", \"" + name + "\"";
    }
    configure(parts);
  }

  // Kills the gate, starts another one, and looks at the cluster, which must be as before.
  std::unique_ptr<GateRun> kill_and_start(std::unique_ptr<GateRun> gate, const std::string& when) {
    gate->kill();
    gate = start();
    EXPECT_THAT(tokens(), IsEmpty()) << when;
    EXPECT_THAT(nodes(), IsEmpty()) << when;
    EXPECT_THAT(names_at("/apis/certificates.k8s.io/v1/certificatesigningrequests"), IsEmpty()) << when;
    return gate;
  }
  void expect_next_join_works(GateRun& gate) {
    const auto ticket = join(gate);
    ASSERT_TRUE(ticket.ok()) << ticket.status();
    EXPECT_THAT(tokens(), SizeIs(1));
    EXPECT_THAT(nodes(), SizeIs(1));
    EXPECT_EQ("bootstrap-token-" + text(*ticket, "token").substr(0, 6), tokens().at(0));
    clean();
  }

  std::optional<Checkpoints> checkpoints_;
};

TEST_F(GateCrash, BetweenAnyTwoSteps) {
  configure_checkpoints();
  auto gate = start();
  std::vector<std::string> names = kSteps;
  names.push_back("end");
  std::size_t with_token = 0, with_node = 0;
  for (const std::string& name : names) {
    auto failed = std::async(std::launch::async, [&, &at = *gate] { return join(at).status(); });
    for (std::string at; at != name; checkpoints_->pass()) {
      at = checkpoints_->arrive();
      ASSERT_FALSE(at.empty()) << "before " << name;
      if (at == name) break;
    }
    with_token += tokens().size();
    with_node += nodes().size();
    gate = kill_and_start(std::move(gate), "before " + name);
    EXPECT_FALSE(failed.get().ok());
    checkpoints_->drop();
  }
  EXPECT_EQ(with_token, 4u) << "it was there when the gate was killed: before cert, parts, ssh and end";
  EXPECT_EQ(with_node, 5u);
  auto ticket = std::async(std::launch::async, [&] { return join(*gate).status(); });
  for (const std::string& name : names) {
    EXPECT_EQ(checkpoints_->arrive(), name);
    checkpoints_->pass();
  }
  EXPECT_TRUE(ticket.get().ok());
  EXPECT_THAT(tokens(), SizeIs(1));
  EXPECT_EQ(gate->stop(), 0);
  expect_no_secret_shown();
}

// Between the announcement and the request, and between the creation and its answer, of each thing that is created.
TEST_F(GateCrash, InsideOfTheStepsThatCreate) {
  configure();
  auto gate = start();
  const auto creates_node = [](const WebRequest& request) {
    return request.method != "GET" && request.target.starts_with("/apis/update.edgeless.systems/v1alpha1/joiningnodes");
  };
  for (const bool is_token : {true, false})
    for (const bool is_done : {false, true}) {
      const auto held = std::make_shared<Held>();
      std::function<bool(const WebRequest&)> wanted = creates_node;
      if (is_token) wanted = creates_token;
      if (is_done) proxy_->after(hold(held, wanted, status(503)));
      else proxy_->before(hold(held, wanted, status(503)));
      auto failed = std::async(std::launch::async, [&, &at = *gate] { return join(at).status(); });
      held->there.get_future().wait();
      EXPECT_THAT(tokens(), SizeIs(is_token && is_done ? 1 : 0));
      EXPECT_THAT(nodes(), SizeIs(is_token || is_done ? 1 : 0));
      gate = kill_and_start(std::move(gate), std::string(is_token ? "token" : "node") + (is_done ? " made" : " announced"));
      EXPECT_FALSE(failed.get().ok());
      held->over.set_value();
      proxy_->before(nullptr);
      proxy_->after(nullptr);
    }
  expect_next_join_works(*gate);
  EXPECT_EQ(gate->stop(), 0);
  expect_no_secret_shown();
}

// The API server is away when the gate starts again: it serves, and goes on trying.
TEST_F(GateCrash, SweepGoesOnWhileTheClusterIsAway) {
  configure();
  auto gate = start();
  const auto held = std::make_shared<Held>();
  const auto is_away = std::make_shared<std::atomic<bool>>(false);
  proxy_->after(hold(held, creates_token, status(503)));
  auto failed = std::async(std::launch::async, [&, &at = *gate] { return join(at).status(); });
  held->there.get_future().wait();
  gate->kill();
  proxy_->before([is_away](const WebRequest& request) -> std::optional<WebAnswer> {
    return *is_away && request.method == "DELETE" ? std::optional(status(500)) : std::nullopt;
  });
  *is_away = true;
  gate = start();
  held->over.set_value();
  EXPECT_FALSE(failed.get().ok());
  EXPECT_THAT(tokens(), SizeIs(1));
  EXPECT_TRUE(gate->log().wait_for(EventLog::named("effects-swept", "left", "2")));
  *is_away = false;
  EXPECT_TRUE(cluster().await([&] { return tokens().empty() && nodes().empty(); }));
  expect_next_join_works(*gate);
}

// A machine that is gone before its ticket is ready has got nothing.
TEST_F(GateCrash, MachineThatIsGoneLeavesNothing) {
  configure();
  auto gate = start();
  const auto held = std::make_shared<Held>();
  proxy_->after(hold(held, creates_token, std::nullopt));
  JoinAs as = worker();
  as.timeout = std::chrono::seconds(2);
  const std::string csr = make_csr({}).der;
  const attest::ByteView view = attest::as_bytes(csr);
  as.request.fields.push_back({"certificate_request", "", attest::ByteVector(view.begin(), view.end())});
  EXPECT_TRUE(absl::IsDeadlineExceeded(test::join(gate->address(), *joiner_, as).status()));
  held->there.get_future().wait();
  held->over.set_value();
  EXPECT_TRUE(cluster().await([&] { return tokens().empty() && nodes().empty(); }));
  expect_next_join_works(*gate);
}

}  // namespace
}  // namespace postern::test
