// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/serve_command.h"

#include <grpc/grpc.h>

#include <iostream>

#include "common/keys/create_source.h"
#include "tools/keyservice/log_lines.h"
#include "tools/keyservice/server.h"
#include "tools/keyservice/server_credentials.h"

namespace postern::keyservice {
namespace {

constexpr int kCannotStart = 1, kWrongConfiguration = 2;

int wrong_configuration(const std::string& text) {
  std::cerr << "postern keyservice: " << text << '\n';
  return kWrongConfiguration;
}

sdk::Result<std::unique_ptr<keys::KeySource>> open_source(const Settings& settings) {
  HostedCall hosted(settings.secrets, settings.timeout);
  sdk::Call call = hosted.call();
  return keys::create_source(call, settings.source);
}

bool is_misconfigured(const sdk::Failure& failure) {
  return POSTERN_STATUS_CLASS(failure.status()) != POSTERN_CLASS_RETRYABLE;
}

// GrpcThreads: gRPC's own threads, which end with it. Otherwise they may outlast main, and both they and OpenSSL's cleanup
// at exit would free what OpenSSL keeps for them.
struct GrpcThreads {
  GrpcThreads() { grpc_init(); }
  ~GrpcThreads() { grpc_shutdown_blocking(); }
  GrpcThreads(const GrpcThreads&) = delete;
};

}  // namespace

int serve(const std::string& config, ServeMode mode) {
  const GrpcThreads threads;
  const auto file = read_toml(config);
  if (!file.ok()) return wrong_configuration(file.failure().operator_text());
  const auto settings = read_settings(file.value());
  if (!settings.ok())
    return wrong_configuration(file.value().place_of(settings.failure().subject()) + ": " +
                               settings.failure().subject() + ": " + settings.failure().operator_text());
  if (mode == ServeMode::kCheckFile) {
    std::cout << config << ": right\n";
    return 0;
  }
  if (!settings.value().is_plaintext)
    if (const auto fit = check_tls_files(settings.value().tls); !fit.ok())
      return wrong_configuration(fit.failure().operator_text());
  const auto source = open_source(settings.value());
  if (!source.ok()) return wrong_configuration(source.failure().operator_text());
  // A source that is away may come back; one that is wrong does not become right by waiting.
  const auto tested = test_source(settings.value(), *source.value());
  if (!tested.ok() && (mode == ServeMode::kSelfTest || is_misconfigured(tested.failure()))) return kCannotStart;
  return mode == ServeMode::kSelfTest ? 0 : run_server(settings.value(), *source.value());
}

}  // namespace postern::keyservice
