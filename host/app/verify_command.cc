// SPDX-License-Identifier: Apache-2.0
#include "host/app/verify_command.h"

#include <absl/strings/escaping.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "host/app/bounded_file.h"
#include "host/app/configuration.h"
#include "host/app/offline_verdict.h"
#include "host/collateral/bundle.h"
#include "host/config/moment.h"

namespace postern::app {
namespace {

constexpr int kRefused = 1, kWrongUsage = 2;
constexpr std::size_t kKeySize = 32, kLongestNonce = 64;
constexpr auto kAnyAge = std::chrono::hours(24 * 365 * 200);

int fail(const std::string& text) {
  std::cerr << "postern verify: " << text << '\n';
  return kWrongUsage;
}

std::optional<attest::ByteVector> parse_hex(const std::string& text) {
  const bool is_hex = text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
  if (!is_hex || text.size() % 2 != 0) return std::nullopt;
  const std::string bytes = absl::HexStringToBytes(text);
  const attest::ByteView view = attest::as_bytes(bytes);
  return attest::ByteVector(view.begin(), view.end());
}

// Unless it may go online, an offline judgement takes what is kept however old: the bundle's or cache's pages are shown
// to it as they are, and whether they were valid at the time of judgement is for the validators to say.
void adjust(const VerifyOptions& options, config::CollateralSettings& settings) {
  if (!options.collateral.empty()) {
    settings.cache_dir.clear();
    settings.cache_size = 2 * collateral::kLongestBundle;
  }
  if (options.online) return;
  settings.offline = true;
  settings.max_age = settings.max_stale = kAnyAge;
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

// What hands out tickets is left out: it is not asked, and its secrets need not be here.
void leave_out_backends(gate::Resolved& resolved) {
  for (config::PipelineEntry& pipeline : resolved.file.pipelines)
    std::erase_if(pipeline.steps, [&](const config::StepEntry& step) {
      return resolved.component(step.instances.front())->kind != POSTERN_KIND_VALIDATOR;
    });
}

// type_of: the name of the evidence type, which may be given by its OID; "" when no pipeline takes it.
std::string type_of(const gate::Resolved& resolved, const std::string& given) {
  for (const auto& [name, instance] : resolved.instances)
    for (const plugin::EvidenceType& type : instance.spec.component->evidence)
      if (type.name == given || type.oid == given)
        for (const config::PipelineEntry& pipeline : resolved.file.pipelines)
          if (pipeline.evidence == type.name) return type.name;
  return {};
}

struct Given {
  attest::ByteVector nonce, channel_key;
  attest::Time time;
};

std::variant<Given, std::string> read_arguments(const VerifyOptions& options) {
  const auto nonce = parse_hex(options.nonce), key = parse_hex(options.channel_key);
  if (!nonce || nonce->empty() || nonce->size() > kLongestNonce)
    return "--nonce: expected 1 to 64 bytes in hexadecimal";
  if (!key || key->size() != kKeySize)
    return "--channel-key: expected the SHA-256 of the key's DER SubjectPublicKeyInfo, 64 hexadecimal digits";
  const auto time = options.time.empty() ? std::optional(wall_clock()) : config::parse_moment(options.time);
  if (!time) return "--time: expected RFC 3339 such as 2026-11-25T23:56:21Z, found \"" + options.time + "\"";
  return Given{*nonce, *key, *time};
}

int judge(const VerifyOptions& options, LoadedGate& loaded, const Given& given) {
  attest::Evidence evidence{type_of(loaded.resolved, options.type), {}, given.nonce, given.channel_key};
  if (evidence.type.empty()) return fail("--type: no pipeline takes evidence of type " + options.type);
  auto document = read_bounded(options.evidence, loaded.resolved.file.gate.max_evidence_bytes);
  if (!document.ok()) return fail("--evidence: " + std::string(document.status().message()));
  evidence.document = *std::move(document);
  if (const auto status = load_bundle(options.collateral, loaded.services->collateral_service().store()); !status.ok())
    return fail("--collateral: " + std::string(status.message()));
  leave_out_backends(loaded.resolved);
  config::Diagnostics diagnostics;
  const auto generation = gate::Generation::build(loaded.resolved, loaded.around, given.time, diagnostics, false);
  print_diagnostics(diagnostics);
  if (generation == nullptr) return kWrongUsage;
  const OfflineVerdict verdict = judge_offline(*generation, evidence, given.time);
  std::cout << (options.as_json ? print_json(verdict) : print_text(verdict));
  return verdict.is_allowed() ? 0 : kRefused;
}

}  // namespace

CLI::App* add_verify(CLI::App& cli, VerifyOptions& options) {
  CLI::App* command = cli.add_subcommand(
      "verify", "Judge a document by the chains of a gate's configuration, at any time, without a connection");
  command->add_option("-c,--config", options.config, "the gate's configuration file")->required();
  command->add_option("--plugin-dir", options.plugin_dir, "where plugins are when the file does not say")
      ->capture_default_str();
  command->add_option("--evidence", options.evidence, "file with the document")->required();
  command->add_option("--type", options.type, "its type, by name or OID")->required();
  command->add_option("--nonce", options.nonce, "that it must be bound to, in hexadecimal")->required();
  command->add_option("--channel-key", options.channel_key, "SHA-256 of the peer's TLS key (DER SubjectPublicKeyInfo)")
      ->required();
  command->add_option("--time", options.time, "as of when to judge, in RFC 3339; default: now");
  command->add_option("--collateral", options.collateral, "bundle to use in place of the cache");
  command->add_flag("--online", options.online, "fetch what is not kept; default: never contact anything");
  command->add_flag("--json", options.as_json, "print JSON");
  command->add_option("--log-level", options.log_level, "what to tell on the way, on standard error; debug shows what was used")
      ->check(CLI::IsMember({"debug", "info", "warn", "error"}));
  command->footer("Exit code: 0 when a pipeline admits the machine, 1 when none does, 2 for wrong usage or configuration.");
  return command;
}

int run_verify(const VerifyOptions& options) {
  const auto arguments = read_arguments(options);
  if (const auto* wrong = std::get_if<std::string>(&arguments)) return fail(*wrong);
  config::Diagnostics diagnostics;
  LoadedGate loaded = load_gate(options.config, options.plugin_dir, {"text", options.log_level}, diagnostics,
                                [&](config::CollateralSettings& settings) { adjust(options, settings); });
  print_diagnostics(diagnostics);
  if (!diagnostics.ok()) return kWrongUsage;
  return judge(options, loaded, std::get<Given>(arguments));
}

}  // namespace postern::app
