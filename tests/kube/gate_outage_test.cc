// SPDX-License-Identifier: Apache-2.0
//
// A cluster that is down, slow or unwilling, and keys that are gone: nothing is left behind, nothing is shown, and the
// next join works.

#include <gmock/gmock.h>

#include "host/rpc/refusal_details.h"
#include "kube/gate_bench.h"

namespace postern::test {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class GateOutage : public GateBench {
 protected:
  void expect_nothing_left(const std::string& when) {
    EXPECT_TRUE(cluster().await([&] { return tokens().empty() && nodes().empty(); })) << when;
  }
  void expect_next_join_works(GateRun& gate, const std::string& when) {
    proxy_->before(nullptr);
    proxy_->after(nullptr);
    const auto ticket = join(gate);
    EXPECT_TRUE(ticket.ok()) << when << ": " << ticket.status();
    EXPECT_THAT(tokens(), SizeIs(1)) << when;
    clean();
  }
};

TEST_F(GateOutage, EveryAnswerOfTheApiServerButSuccess) {
  configure();
  const auto gate = start();
  for (const int code : {400, 401, 403, 404, 409, 422, 429, 500, 502, 503}) {
    const std::string when = std::to_string(code);
    proxy_->before([code](const WebRequest& request) -> std::optional<WebAnswer> {
      if (!creates_token(request)) return std::nullopt;
      return status(code, {"Retry-After: 0", "Content-Type: application/json"},
                    R"({"kind":"Status","status":"Failure","message":"no","reason":"Any"})");
    });
    EXPECT_FALSE(join(*gate).ok()) << when;
    expect_nothing_left(when);
    expect_next_join_works(*gate, when);
  }
  // The same, but the server has done what it says it has not.
  for (const int code : {500, 503, 504}) {
    const std::string when = "done, " + std::to_string(code);
    proxy_->after([code](const WebRequest& request) -> std::optional<WebAnswer> {
      return creates_token(request) ? std::optional(status(code)) : std::nullopt;
    });
    EXPECT_FALSE(join(*gate).ok()) << when;
    expect_nothing_left(when);
    expect_next_join_works(*gate, when);
  }
  EXPECT_EQ(gate->stop(), 0);
  expect_no_secret_shown();
}

TEST_F(GateOutage, BrokenAndSilentConnections) {
  GateFileParts parts;
  parts.worker_steps = R"("tpm", "keys", { use = "joining", timeout = "3s" }, { use = "token", timeout = "3s" }, "cert", "parts", "ssh")";
  configure(parts);
  const auto gate = start();
  struct Fault {
    const char* name;
    WebAnswer answer;
    bool is_done;
  };
  for (const Fault& fault : {Fault{"reset", raw(""), false}, Fault{"half", half(std::string(100, '{')), true},
                             Fault{"garbage", raw("garbage\r\n\r\n"), true}, Fault{"silent", hang(), false},
                             Fault{"silent but done", hang(), true}, Fault{"stalls", stall(std::string(100, ' ')), true}}) {
    const ApiProxy::Rule rule = [&](const WebRequest& request) -> std::optional<WebAnswer> {
      return creates_token(request) ? std::optional(fault.answer) : std::nullopt;
    };
    if (fault.is_done) proxy_->after(rule);
    else proxy_->before(rule);
    EXPECT_FALSE(join(*gate).ok()) << fault.name;
    expect_nothing_left(fault.name);
    expect_next_join_works(*gate, fault.name);
  }
  EXPECT_EQ(gate->stop(), 0);
  expect_no_secret_shown();
}

TEST_F(GateOutage, ClusterThatIsGoneAfterTheTokenWasMade) {
  configure();
  const auto gate = start();
  std::atomic<bool> is_gone = false;
  proxy_->before([&](const WebRequest&) -> std::optional<WebAnswer> { return is_gone ? std::optional(raw("")) : std::nullopt; });
  proxy_->after([&](const WebRequest& request) -> std::optional<WebAnswer> {
    if (creates_token(request)) is_gone = true;
    return std::nullopt;
  });
  EXPECT_FALSE(join(*gate).ok()) << "the components cannot be read";
  EXPECT_TRUE(gate->log().wait_for(EventLog::named("effect-not-revoked", "step", "token")));
  EXPECT_THAT(tokens(), SizeIs(1));
  EXPECT_NE(file("effects/effects.log").find(" token kube-token/kube-token "), std::string::npos);
  proxy_->after(nullptr);
  is_gone = false;
  expect_nothing_left("back");
  expect_next_join_works(*gate, "back");
}

// The node learns when to ask again.
TEST_F(GateOutage, RetryAfterReachesTheNode) {
  configure();
  const auto gate = start();
  proxy_->before([](const WebRequest& request) -> std::optional<WebAnswer> {
    return creates_token(request) ? std::optional(too_many("120")) : std::nullopt;
  });
  const auto refused = join(*gate);
  const auto details = rpc::details_of(refused.status());
  ASSERT_TRUE(details) << refused.status();
  EXPECT_EQ(details->code, "BACKEND_UNAVAILABLE");
  EXPECT_EQ(details->retry_after, std::chrono::seconds(120));
  EXPECT_TRUE(gate->log().wait_for(EventLog::named("ticket-refused", "request", details->request_id)));
  expect_nothing_left("429");
}

// Keys come after the token here, so that there is something to undo.
TEST_F(GateOutage, KeyServiceThatIsDown) {
  const auto hex = [&](const char* name) { return std::string(name) + "=" + attest::to_hex(attest::as_bytes(file(name))); };
  auto service = std::make_unique<ChildProcess>(std::vector<std::string>{POSTERN_KMS_SERVER, hex("master"), hex("salt")});
  const std::string port = service->read_line().value_or("").substr(5);
  GateFileParts parts;
  parts.instances = "[instances.far-keys]\nuse = \"kms\"\nconfig = { mode = \"grpc\", tls = \"off\", endpoints = [\"127.0.0.1:" +
                    port + "\"], measurement_salt = \"measurement-salt\", timeout = \"2s\" }\n";
  parts.worker_steps = R"("tpm", "joining", "token", "far-keys", "cert", "parts", "ssh")";
  configure(parts);
  const auto gate = start();
  service->stop();
  EXPECT_FALSE(join(*gate).ok());
  expect_nothing_left("key service");
  service = std::make_unique<ChildProcess>(
      std::vector<std::string>{POSTERN_KMS_SERVER, "port=" + port, hex("master"), hex("salt")});
  ASSERT_TRUE(service->read_line());
  expect_next_join_works(*gate, "key service");
}

TEST_F(GateOutage, SecretThatIsGone) {
  GateFileParts parts;
  parts.worker_steps = R"("tpm", "joining", "token", "keys", "cert", "parts", "ssh")";
  configure(parts);
  const auto gate = start();
  const std::string master = file("master");
  std::filesystem::remove(dir_.path() + "/master");
  EXPECT_FALSE(join(*gate).ok());
  expect_nothing_left("master secret");
  dir_.write("master", master);
  expect_next_join_works(*gate, "master secret");
  EXPECT_EQ(gate->stop(), 0);
  expect_no_secret_shown();
}

}  // namespace
}  // namespace postern::test
