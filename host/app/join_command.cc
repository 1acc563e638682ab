// SPDX-License-Identifier: Apache-2.0
#include "host/app/join_command.h"

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <thread>

#include "host/setup/node.h"
#include "host/app/retry_plan.h"
#include "host/app/ticket_output.h"
#include "host/atls/alert_causes.h"
#include "host/atls/client.h"
#include "host/rpc/refusal_details.h"
#include "host/rpc/ticket_client.h"
#include "host/rpc/trace_context.h"

namespace postern::app {
namespace {

constexpr int kRefused = 1, kWrongUsage = 2, kUnusable = 3;

absl::StatusOr<attest::ByteVector> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::InvalidArgumentError("cannot read " + path);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  const attest::ByteView view = attest::as_bytes(content);
  return attest::ByteVector(view.begin(), view.end());
}

absl::Status add_file(const std::string& name, const std::string& path, pipeline::Request& request) {
  if (path.empty()) return absl::OkStatus();
  auto content = read_file(path);
  if (!content.ok()) return content.status();
  request.fields.push_back({name, "", *std::move(content)});
  return absl::OkStatus();
}

absl::StatusOr<pipeline::Request> make_request(const JoinOptions& options) {
  pipeline::Request request;
  request.kind = options.request;
  if (options.request != pipeline::kRejoin) request.role = options.role;
  if (!options.disk_uuid.empty()) request.fields.push_back({"disk_uuid", "", options.disk_uuid});
  if (auto status = add_file("certificate_request", options.certificate_request, request); !status.ok()) return status;
  if (auto status = add_file("host_public_key", options.host_public_key, request); !status.ok()) return status;
  for (const std::string& principal : options.principals)
    request.fields.push_back({"host_certificate_principals", "", principal});
  for (const std::string& field : options.fields) {
    const std::size_t equals = field.find('=');
    if (equals == std::string::npos) return absl::InvalidArgumentError("--field: expected name=text, found " + field);
    request.fields.push_back({field.substr(0, equals), "", field.substr(equals + 1)});
  }
  if (const auto refusal = pipeline::check_request(request))
    return absl::InvalidArgumentError(refusal->reason.subject + ": expected " + refusal->reason.expected);
  return request;
}

int fail(int code, const std::string& text) {
  std::cerr << "postern join: " << text << '\n';
  return code;
}

int code_of(const absl::Status& status) {
  if (absl::IsPermissionDenied(status)) return kRefused;
  return absl::IsInvalidArgument(status) ? kWrongUsage : kUnusable;
}

// With TLS 1.3 the refusal of the evidence ends the connection after the handshake: the TLS client then knows more
// than the call does.
absl::Status explain(const absl::Status& call, const atls::Client& client) {
  const absl::Status connection = client.failure();
  return absl::IsUnavailable(call) && !connection.ok() ? connection : call;
}

// What the gate said, or what happened to the connection, in one line.
std::string text_of(const absl::Status& status) {
  const auto details = rpc::details_of(status);
  if (!details) return std::string(status.message());
  return details->code + ": " + details->text + (details->request_id.empty() ? "" : " (request " + details->request_id + ")") +
         (details->trace_id.empty() ? "" : " (trace " + details->trace_id + ")");
}

// advice: further lines. An alert is all that a refused handshake carries, so the usual causes are told; where the gate
// answered a call, its answer names the reason.
std::string advice(const absl::Status& status) {
  const auto alert = atls::alert_of(status);
  if (!alert) return absl::IsPermissionDenied(status) ? "\nThe gate's record of this request has the whole reason." : "";
  std::string text = "\nUsual causes:";
  for (const std::string_view cause : atls::causes_of(*alert)) text += "\n  - " + std::string(cause);
  return text + "\nThe gate's records have the reason: `postern records list`, then `postern explain record`.";
}

// The trace that whoever runs this command has begun (TRACEPARENT, as OpenTelemetry hands it on), or one of its own.
std::string traceparent() {
  const char* given = std::getenv("TRACEPARENT");
  return given != nullptr && rpc::trace_id_of(given) ? given : rpc::new_traceparent();
}

absl::StatusOr<pipeline::Ticket> fetch_ticket(Node& node, const JoinOptions& options,
                                              const pipeline::Request& request, const std::string& trace) {
  const std::chrono::milliseconds timeout = std::chrono::seconds(options.timeout_seconds);
  atls::ClientOptions tls;
  tls.address = options.gate.empty() ? node.settings().gate : options.gate;
  tls.timeout = timeout;
  tls.tls_max = options.tls_max == "1.2" ? atls::TlsVersion::kTls12 : atls::TlsVersion::kTls13;
  auto client = atls::Client::connect(tls, node);
  if (!client.ok()) return client.status();
  const auto protocol = options.protocol == "postern" ? rpc::Protocol::kPostern : rpc::Protocol::kJoin;
  auto ticket = rpc::ask_for_ticket((*client)->take_fd(), protocol, request, timeout, trace);
  if (!ticket.ok()) return explain(ticket.status(), **client);
  return ticket;
}

// Every attempt is a new connection with new evidence.
absl::StatusOr<pipeline::Ticket> keep_asking(Node& node, const JoinOptions& options, const pipeline::Request& request) {
  RetryPlan plan(std::chrono::seconds(options.retry_seconds), std::chrono::steady_clock::now());
  std::mt19937 random{std::random_device{}()};
  const std::string trace = traceparent();
  while (true) {
    auto ticket = fetch_ticket(node, options, request, trace);
    if (ticket.ok()) return ticket;
    const double chance = std::uniform_real_distribution<>(0, 1)(random);
    const auto wait = plan.next(ticket.status(), std::chrono::steady_clock::now(), chance);
    if (!wait) return ticket;
    std::cerr << "postern join: " << text_of(ticket.status()) << "; asking again in " << wait->count() << " ms\n";
    std::this_thread::sleep_for(*wait);
  }
}

int deliver(const pipeline::Ticket& ticket, const JoinOptions& options) {
  std::cout << ticket_json(ticket, options.show_secrets) << '\n';
  if (options.output.empty()) return 0;
  if (auto status = write_ticket(ticket, options.output); !status.ok())
    return fail(kUnusable, std::string(status.message()));
  std::cerr << "postern join: wrote " << ticket.fields.size() << " fields to " << options.output << '\n';
  return 0;
}

void add_content_flags(CLI::App& command, JoinOptions& options) {
  command.add_option("--disk-uuid", options.disk_uuid, "UUID of the state disk");
  command.add_option("--certificate-request", options.certificate_request, "file with the kubelet's PKCS#10 request (DER)");
  command.add_option("--host-public-key", options.host_public_key, "file with the SSH host key (wire format)");
  command.add_option("--principal", options.principals, "name for the SSH host certificate; may be repeated");
  command.add_option("--field", options.fields, "further request field, name=text; may be repeated; needs --protocol postern");
  command.add_option("--role", options.role, "role to ask for")->check(CLI::IsMember({"worker", "control-plane"}))->capture_default_str();
  command.add_option("-o,--output", options.output, "folder for the ticket's parts, one file each, mode 0600");
  command.add_flag("--show-secrets", options.show_secrets, "print secrets instead of their lengths");
}

}  // namespace

CLI::App* add_join(CLI::App& cli, JoinOptions& options) {
  CLI::App* command = cli.add_subcommand("join", "Prove this machine to a gate and receive its ticket");
  command->add_option("-c,--config", options.config, "the node's configuration file")->capture_default_str();
  command->add_option("--plugin-dir", options.plugin_dir, "where plugins are when the file does not say")->capture_default_str();
  command->add_option("--gate", options.gate, "host:port of the gate, against the file");
  command->add_option("--request", options.request, "join, rejoin, or a kind that the gate's pipelines name")->capture_default_str();
  command->add_option("--protocol", options.protocol,
                      "join: join.API, as Constellation's join service speaks it; postern: postern.v1.Gate, for any field")
      ->check(CLI::IsMember({"join", "postern"}))->capture_default_str();
  command->add_option("--tls-max", options.tls_max, "highest TLS version")->check(CLI::IsMember({"1.2", "1.3"}))->capture_default_str();
  command->add_option("--timeout", options.timeout_seconds, "seconds for connecting, and again for the ticket")
      ->check(CLI::Range(1u, 600u))->capture_default_str();
  command->add_option("--retry", options.retry_seconds,
                      "seconds for which to ask again when the gate cannot answer now or cannot be reached; 0: not at all")
      ->check(CLI::Range(0u, 86400u))->capture_default_str();
  add_content_flags(*command, options);
  command->footer("Prints the ticket as JSON on standard output.\n"
                  "Exit code: 0 with a ticket, 1 when the gate refused, 2 when the configuration or a flag is wrong,\n"
                  "3 when the gate or the evidence could not be reached.");
  return command;
}

int run_join(const JoinOptions& options) {
  auto request = make_request(options);
  if (!request.ok()) return fail(kWrongUsage, std::string(request.status().message()));
  config::Diagnostics diagnostics;
  const auto node = Node::load(options.config, options.plugin_dir, diagnostics);
  print_diagnostics(diagnostics);
  if (node == nullptr) return kWrongUsage;
  if (options.gate.empty() && node->settings().gate.empty())
    return fail(kWrongUsage, "no gate: give --gate host:port or [node] gate in " + options.config);
  if (auto status = node->start(); !status.ok()) return fail(kUnusable, std::string(status.message()));
  const auto ticket = keep_asking(*node, options, *request);
  if (!ticket.ok()) return fail(code_of(ticket.status()), text_of(ticket.status()) + advice(ticket.status()));
  return deliver(*ticket, options);
}

}  // namespace postern::app
