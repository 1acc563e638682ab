// SPDX-License-Identifier: Apache-2.0
#include "host/app/verify_command.h"

#include <absl/strings/escaping.h>

#include <iostream>
#include <optional>

#include "host/app/terminal_colour.h"
#include "host/collateral/bundle.h"
#include "host/config/moment.h"
#include "host/offline/offline_gate.h"
#include "host/offline/verdict_text.h"
#include "host/setup/bounded_file.h"

namespace postern::app {
namespace {

using attest::Refusal;

constexpr std::size_t kLongestNonce = 64, kLongestUserData = 1024;

// Why nothing can be judged: what of the command line, and what is wrong with it.
Refusal unusable(std::string subject, std::string expected, std::string text) {
  Refusal refusal{attest::RefusalClass::kMisconfigured, {}, {}};
  refusal.reason.code = POSTERN_REASON_REQUEST_INVALID;
  refusal.reason.subject = std::move(subject);
  refusal.reason.expected = std::move(expected);
  refusal.reason.operator_text = std::move(text);
  return refusal;
}

Refusal unusable(const config::Diagnostics& diagnostics) {
  Refusal refusal = unusable("--config", "a configuration without errors", "the configuration is wrong");
  refusal.reason.code = POSTERN_REASON_MISCONFIGURED;
  for (const config::Diagnostic& one : diagnostics.all())
    if (one.severity == config::Diagnostic::Severity::kError) refusal.reason.details.push_back(config::print(one));
  return refusal;
}

std::optional<attest::ByteVector> parse_hex(const std::string& text) {
  const bool is_hex = text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
  if (!is_hex || text.size() % 2 != 0) return std::nullopt;
  const std::string bytes = absl::HexStringToBytes(text);
  const attest::ByteView view = attest::as_bytes(bytes);
  return attest::ByteVector(view.begin(), view.end());
}

void adjust(const VerifyOptions& options, config::CollateralSettings& settings) {
  if (!options.collateral.empty()) {
    settings.cache_dir.clear();
    settings.cache_size = 2 * collateral::kLongestBundle;
  }
  if (!options.online) keep_offline(settings);
}

absl::Status load_bundle(const std::string& path, collateral::PageStore& store) {
  if (path.empty()) return absl::OkStatus();
  const auto bytes = read_bounded(path, collateral::kLongestBundle);
  if (!bytes.ok()) return bytes.status();
  const auto entries = collateral::parse_bundle(*bytes);
  if (!entries.ok()) return entries.status();
  for (const collateral::BundleEntry& entry : *entries)
    if (auto status = store.put(entry.url, entry.page); !status.ok()) return status;
  return absl::OkStatus();
}

struct Given {
  attest::ByteVector nonce, user_data;
  attest::Time time;
};

std::optional<Refusal> read_arguments(const VerifyOptions& options, Given& given) {
  const auto nonce = parse_hex(options.nonce), user_data = parse_hex(options.user_data);
  if (!nonce || nonce->empty() || nonce->size() > kLongestNonce)
    return unusable("--nonce", "1 to 64 bytes in hexadecimal", "it is something else");
  if (!user_data || user_data->size() > kLongestUserData)
    return unusable("--user-data", "at most 1024 bytes in hexadecimal", "it is something else");
  const auto time = options.time.empty() ? std::optional(given.time) : config::parse_moment(options.time);
  if (!time) return unusable("--time", "RFC 3339, such as 2026-11-25T23:56:21Z", "it is something else: " + options.time);
  given = {*nonce, *user_data, *time};
  return std::nullopt;
}

// read_document: of the file, or of standard input.
std::variant<attest::Evidence, Refusal> read_document(const VerifyOptions& options, const OfflineGate& gate, const Given& given) {
  attest::Evidence evidence{gate.evidence_type(options.type), {}, given.nonce, given.user_data};
  if (evidence.type.empty()) {
    Refusal refusal = unusable("--type", "a type that a pipeline takes", "no pipeline takes evidence of type " + options.type);
    refusal.reason.code = POSTERN_REASON_NO_PIPELINE;
    return refusal;
  }
  auto document = read_bounded(options.document == "-" ? "/dev/stdin" : options.document, gate.resolved().file.gate.max_evidence_bytes);
  if (!document.ok())
    return unusable("DOCUMENT", "a file that can be read and is no longer than [gate] max_evidence", std::string(document.status().message()));
  evidence.document = *std::move(document);
  return evidence;
}

// judge: into verdict, unless something keeps it from being judged.
std::optional<Refusal> judge(const VerifyOptions& options, const Given& given, OfflineVerdict& verdict) {
  config::Diagnostics diagnostics, creation;
  LoadedGate loaded = load_gate(options.config, options.plugin_dir, {"text", options.log_level}, diagnostics,
                                [&](config::CollateralSettings& settings) { adjust(options, settings); });
  print_diagnostics(diagnostics);
  if (!diagnostics.ok()) return unusable(diagnostics);
  if (const auto status = load_bundle(options.collateral, loaded.services->collateral_service()->store()); !status.ok())
    return unusable("--collateral", "a bundle that can be read", std::string(status.message()));
  const auto gate = OfflineGate::make(std::move(loaded), given.time, creation);
  print_diagnostics(creation);
  if (gate == nullptr) return unusable(creation);
  const auto evidence = read_document(options, *gate, given);
  if (const auto* refusal = std::get_if<Refusal>(&evidence)) return *refusal;
  verdict = judge_offline(gate->generation(), std::get<attest::Evidence>(evidence), given.time);
  return std::nullopt;
}

}  // namespace

void add_verify_flags(CLI::App& command, VerifyOptions& options) {
  command.add_option("-c,--config", options.config, "the gate's configuration file")->required();
  command.add_option("--plugin-dir", options.plugin_dir, "where plugins are when the file does not say")
      ->capture_default_str();
  command.add_option("--type", options.type, "type of the document, by name or OID")->required();
  command.add_option("--nonce", options.nonce, "that it must be bound to, in hexadecimal")->required();
  command.add_option("--user-data", options.user_data,
                     "that it must be bound to besides, in hexadecimal: of a machine that joins, the SHA-256 of its TLS key "
                     "(DER SubjectPublicKeyInfo). Without it every machine is denied, and the refusal shows what is bound");
  command.add_option("--time", options.time, "as of when to judge, in RFC 3339; default: now");
  command.add_option("--collateral", options.collateral, "bundle to use in place of the cache");
  command.add_flag("--online", options.online, "fetch what is not kept; default: never contact anything");
  command.add_option("--log-level", options.log_level, "what to tell on the way, on standard error; debug shows what was used")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  command.add_option("document", options.document, "file with the document; - for standard input")->required();
  command.footer("Exit code: 0 when a pipeline admits the machine; 1 when every pipeline denies it; 2 when that cannot be "
                 "judged: wrong usage or\nconfiguration, a file that cannot be read, collateral that is not at hand, or a "
                 "failure of the gate's own.");
}

CLI::App* add_verify(CLI::App& cli, VerifyOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "verify", "Judge a document by the chains of a gate's configuration, at any time, without a connection");
  add_verify_flags(*command, options);
  command->add_flag("--json", options.as_json, "print JSON: verdict \"allow\", \"deny\" or \"cannot-judge\", and why");
  return command;
}

int run_verify(const VerifyOptions& options) {
  Given given{{}, {}, wall_clock()};
  std::optional<Refusal> obstacle = read_arguments(options, given);
  OfflineVerdict verdict;
  if (!obstacle) obstacle = judge(options, given, verdict);
  if (obstacle) verdict = unjudged(options.type, given.time, *std::move(obstacle));
  std::cout << (options.as_tree ? print_tree(verdict, wants_colour(options.colour))
                                : options.as_json ? print_json(verdict) : print_text(verdict));
  return exit_code(verdict.outcome());
}

}  // namespace postern::app
