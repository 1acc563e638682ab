// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/server.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <signal.h>

#include <cerrno>

#include "tools/keyservice/log_lines.h"
#include "tools/keyservice/server_credentials.h"
#include "tools/keyservice/service.h"

namespace postern::keyservice {
namespace {

constexpr std::chrono::seconds kGrace{10}, kLookEvery{10};
constexpr int kMostThreads = 64;
constexpr int kLongestRequest = 4096;  // bytes

// wait_for_signal: a signal of the set, or 0 when the time is up.
int wait_for_signal(const sigset_t& set) {
  const timespec time{kLookEvery.count(), 0};
  while (true) {
    const int signal_number = sigtimedwait(&set, nullptr, &time);
    if (signal_number > 0) return signal_number;
    if (errno != EINTR) return 0;
  }
}

void set_health(grpc::Server& server, bool is_serving) {
  if (auto* health = server.GetHealthCheckService()) health->SetServingStatus(is_serving);
}

std::string address_of(const std::string& listen, int port) {
  if (!listen.ends_with(":0")) return listen;
  return listen.substr(0, listen.size() - 1) + std::to_string(port);
}

// watch: until a signal ends the program.
void watch(const Settings& settings, keys::KeySource& source, grpc::Server& server) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  bool was_serving = true;
  while (true) {
    const int number = wait_for_signal(set);
    if (number == SIGTERM || number == SIGINT) break;
    if (number == SIGHUP) note("info", "reload", {{"text", "certificates are read again whenever they change"}});
    const bool is_serving = test_source(settings, source).ok();
    if (is_serving && !was_serving) note("info", "source-back");
    set_health(server, was_serving = is_serving);
  }
  note("info", "stopping");
}

}  // namespace

sdk::Result<void> test_source(const Settings& settings, keys::KeySource& source) {
  HostedCall hosted(settings.secrets, settings.timeout);
  sdk::Call call = hosted.call();
  auto result = source.self_test(call);
  if (!result.ok())
    note("warn", "source-failed", {{"code", result.failure().code()}, {"text", result.failure().operator_text()}});
  return result;
}

int run_server(const Settings& settings, keys::KeySource& source) {
  grpc::EnableDefaultHealthCheckService(true);
  Service service(settings, source);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(settings.listen, server_credentials(settings), &port);
  builder.SetMaxReceiveMessageSize(kLongestRequest);
  builder.SetResourceQuota(grpc::ResourceQuota("keyservice").SetMaxThreads(kMostThreads));
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.RegisterService(&service);
  const bool is_serving = test_source(settings, source).ok();
  const auto server = builder.BuildAndStart();
  if (!server || (port == 0 && !settings.listen.starts_with("unix:"))) {
    note("error", "start-failed", {{"listen", settings.listen}, {"text", "cannot listen there"}});
    return 1;
  }
  set_health(*server, is_serving);
  if (settings.is_plaintext) note("warn", "plaintext", {{"text", "insecure_plaintext: anybody on this machine gets keys"}});
  note("info", "ready", {{"address", address_of(settings.listen, port)}});
  watch(settings, source, *server);
  set_health(*server, false);
  server->Shutdown(std::chrono::system_clock::now() + kGrace);
  server->Wait();
  note("info", "stopped");
  return 0;
}

}  // namespace postern::keyservice
