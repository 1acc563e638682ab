// SPDX-License-Identifier: Apache-2.0
#include "regressions/machines.h"

#include "common/attdoc/extra_data.h"
#include "common/tpm2/ak_name.h"
#include "common/tpm2/parse_public.h"
#include "validators/azure-snp/validator.h"
#include "validators/gcp/sev_es_validator.h"
#include "validators/gcp/sev_snp_validator.h"
#include "validators/qemu-tpm/validator.h"

namespace postern::regressions {
namespace {

std::string text_of(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

template <typename Validator>
std::string judge_with(test::RecordingHost& host, const std::string& type, const std::string& text, const json& config) {
  sdk::Call call = host.call();
  auto read = Validator::read_config(config.dump());
  if (!read.ok()) throw std::runtime_error("the configuration is refused: " + read.failure().operator_text());
  const auto judged = Validator::create(call, read.take()).take()->validate(call, {type, sdk::as_bytes(text), kNonce, kKey});
  if (!judged.ok()) return judged.failure().status() == POSTERN_DENIED ? judged.failure().code() : "no verdict: " + judged.failure().code();
  if (host.bindings.at(POSTERN_BINDING_NONCE) != text_of(kNonce)) return POSTERN_REASON_NONCE_MISMATCH;
  if (host.bindings.at(POSTERN_BINDING_CHANNEL_KEY) != text_of(kKey)) return POSTERN_REASON_CHANNEL_MISMATCH;
  return "allowed";
}

std::chrono::sys_seconds at(std::time_t time) { return std::chrono::sys_seconds(std::chrono::seconds(time)); }

}  // namespace

ByteVector QemuMachine::extra_data() const {
  attdoc::Document document;
  document.user_data = kKey;
  return attdoc::quote_extra_data(document, kNonce);
}

std::string judge(const QemuMachine& machine, const std::string& text) {
  const json zero{{"expected", std::string(64, '0')}};
  const std::string name = sdk::to_hex(tpm2::ak_name(tpm2::parse_public(machine.ak.public_area()).value()));
  const json config{{"ak_trust", "pinned"},
                    {"pinned_aks", {name}},
                    {"measurements", {{{"name", "image"}, {"pcrs", {{"4", zero}, {"8", zero}}}}}}};
  test::RecordingHost host;
  return judge_with<qemu_tpm::QemuTpmValidator>(host, "qemu-vtpm", text, config);
}

std::string judge(const QemuMachine& machine, const attdoc::Document& document) {
  return judge(machine, attdoc::write_document(document));
}

const test::AzureMachine& usual_azure() {
  static const test::AzureMachine machine;
  return machine;
}

const test::GcpMachine& usual_gcp() {
  static const test::GcpMachine machine;
  return machine;
}

std::string judge_azure(const std::string& text, const json& config, std::time_t now) {
  test::RecordingHost host;
  host.now = at(now);
  return judge_with<azure_snp::AzureSnpValidator>(host, "azure-sev-snp", text, config);
}

std::string judge_sev_es(const std::string& text, const test::GcpMachine& api) {
  test::RecordingHost host;
  host.now = at(test::kPkiNow);
  test::serve_compute_api(host.pages, api);
  return judge_with<gcp::SevEsValidator>(host, "gcp-sev-es", text, test::sev_es_config("compute-api"));
}

std::string judge_sev_snp(const std::string& text, const test::GcpMachine& api) {
  test::RecordingHost host;
  host.now = at(test::kPkiNow);
  test::serve_compute_api(host.pages, api);
  return judge_with<gcp::SevSnpValidator>(host, "gcp-sev-snp", text, test::sev_snp_config("compute-api"));
}

}  // namespace postern::regressions
