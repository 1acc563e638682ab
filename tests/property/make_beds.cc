// SPDX-License-Identifier: Apache-2.0
//
// Two machines of each type of evidence. Both have an event log, and the validators demand one.
#include "common/attdoc/extra_data.h"
#include "common/attdoc/write_document.h"
#include "common/tpm2/ak_name.h"
#include "common/tpm2/digest.h"
#include "common/tpm2/parse_public.h"
#include "property/document_bed.h"
#include "support/azure_evidence.h"
#include "support/gcp_evidence.h"
#include "validators/azure-snp/validator.h"
#include "validators/gcp/sev_es_validator.h"
#include "validators/gcp/sev_snp_validator.h"
#include "validators/qemu-tpm/validator.h"

namespace postern::property {
namespace {

using sdk::ByteVector;
using sdk::ByteView;
using test::PcrValues;
using tpm2::HashAlgorithm;

const ByteVector kOtherNonce(32, std::byte{0x55}), kOtherKey(32, std::byte{0x66});
constexpr HashAlgorithm kBank = HashAlgorithm::kSha256;

// Boot: a log and the PCRs that it gives: two events in PCR 4, one in PCR 9, and one whose data no digest covers.
struct Boot {
  ByteVector log;
  PcrValues pcrs = test::zero_pcrs(kBank);
};
Boot boot(const std::string& image) {
  Boot boot;
  test::LogWriter writer;
  const auto measure = [&](uint32_t pcr, const std::string& data, const std::string& shown) {
    writer.event(pcr, 0x0D, data, shown);
    boot.pcrs[pcr] = tpm2::digest(kBank, {boot.pcrs[pcr], tpm2::digest(kBank, {sdk::as_bytes(data)})});
  };
  measure(4, "loader", "loader");
  measure(4, "kernel", "kernel");
  measure(9, image, image);
  measure(9, "command line", "what is shown of it");
  boot.log = writer.bytes();
  return boot;
}

nlohmann::json set_of(const std::string& name, const PcrValues& pcrs) {
  nlohmann::json values;
  for (const uint32_t pcr : {4u, 9u, 11u}) values[std::to_string(pcr)] = {{"expected", sdk::to_hex(pcrs.at(pcr))}};
  return {{"name", name}, {"pcrs", values}};
}

template <typename Validator>
void judge_with(DocumentBed& bed, const nlohmann::json& config) {
  bed.make_validator = [text = config.dump()](sdk::Call& call) -> std::unique_ptr<sdk::Validator> {
    auto read = Validator::read_config(text);
    if (!read.ok()) throw std::runtime_error(read.failure().operator_text());
    return Validator::create(call, read.take()).take();
  };
}

// add_documents: each machine's for us, and for another nonce and another key.
void add_documents(DocumentBed& bed, std::size_t machine, const std::function<attdoc::Document(ByteView, ByteView)>& make) {
  bed.add(attdoc::write_document(make(kNonce, kKey)), machine, true);
  bed.add(attdoc::write_document(make(kOtherNonce, kKey)), machine, false);
  bed.add(attdoc::write_document(make(kNonce, kOtherKey)), machine, false);
}

std::string name_of(const test::SoftwareAk& ak) {
  return sdk::to_hex(tpm2::ak_name(tpm2::parse_public(ak.public_area()).value()));
}

void requote_gcp(attdoc::Document& document, const test::GcpMachine& machine) {
  const ByteVector extra_data = attdoc::quote_extra_data(document, kNonce);
  document.quotes.clear();
  for (const HashAlgorithm bank : machine.banks)
    document.quotes.push_back(test::make_quote(machine.ak, bank, test::gcp_pcrs(machine, bank), extra_data));
}

// gcp_machines: two instances of one project, with a TPM and a chip each.
std::vector<test::GcpMachine> gcp_machines() {
  std::vector<test::GcpMachine> machines(2);
  machines[1].ak = test::SoftwareAk();
  machines[1].instance.instance_name = "node-beta";
  machines[1].instance.instance_id += 1;
  machines[1].report.measurement = ByteVector(48, std::byte{0x4D});
  for (test::GcpMachine& machine : machines) machine.certify();
  return machines;
}

using MakeGcp = attdoc::Document (*)(const test::GcpMachine&, ByteView, ByteView);
DocumentBed make_gcp_bed(const std::string& type, InstanceInfoKind kind, MakeGcp make) {
  static const std::vector<test::GcpMachine> machines = gcp_machines();
  DocumentBed bed{.type = type, .kind = kind};
  for (std::size_t i = 0; i < machines.size(); ++i)
    add_documents(bed, i, [&, i](ByteView nonce, ByteView key) { return make(machines[i], nonce, key); });
  bed.requote = [](attdoc::Document& document, std::size_t machine) { requote_gcp(document, machines[machine]); };
  bed.prepare = [](test::RecordingHost& host) {
    host.now = std::chrono::sys_seconds(std::chrono::seconds(test::kPkiNow));
    for (const test::GcpMachine& machine : machines) test::serve_compute_api(host.pages, machine);
  };
  return bed;
}

}  // namespace

DocumentBed make_qemu_bed() {
  static const std::vector<test::SoftwareAk> aks{test::SoftwareAk(), test::SoftwareAk(test::AkKind::kP256)};
  const std::vector<Boot> boots{boot("image alpha"), boot("image beta")};
  DocumentBed bed{.type = "qemu-vtpm"};
  for (std::size_t i = 0; i < aks.size(); ++i)
    add_documents(bed, i, [&, i](ByteView nonce, ByteView key) {
      return test::make_document(aks[i], {{kBank, boots[i].pcrs}, {HashAlgorithm::kSha1, test::zero_pcrs(HashAlgorithm::kSha1)}},
                                 nonce, key, boots[i].log);
    });
  judge_with<qemu_tpm::QemuTpmValidator>(bed, {{"ak_trust", "pinned"},
                                               {"pinned_aks", {name_of(aks[0]), name_of(aks[1])}},
                                               {"event_log", "required"},
                                               {"measurements", {set_of("alpha", boots[0].pcrs), set_of("beta", boots[1].pcrs)}}});
  return bed;
}

DocumentBed make_azure_bed() {
  static std::vector<test::AzureMachine> machines(2);
  machines[1].ak = test::SoftwareAk();
  const std::vector<Boot> boots{boot("image alpha"), boot("image beta")};
  machines[1].report.guest_svn = 7;
  DocumentBed bed{.type = "azure-sev-snp", .kind = InstanceInfoKind::kAzure};
  for (std::size_t i = 0; i < machines.size(); ++i) {
    machines[i].pcrs = boots[i].pcrs;
    machines[i].event_log = boots[i].log;
    add_documents(bed, i, [i](ByteView nonce, ByteView key) { return test::make_azure_snp(machines[i], nonce, key); });
  }
  bed.requote = [](attdoc::Document& document, std::size_t machine) { test::requote(document, machines[machine], kNonce); };
  bed.prepare = [](test::RecordingHost& host) { host.now = test::kAzureNow; };
  nlohmann::json config = test::azure_snp_config(machines[0]);
  config["event_log"] = "required";
  config["measurements"] = {set_of("alpha", boots[0].pcrs), set_of("beta", boots[1].pcrs)};
  judge_with<azure_snp::AzureSnpValidator>(bed, config);
  return bed;
}

DocumentBed make_sev_es_bed() {
  DocumentBed bed = make_gcp_bed("gcp-sev-es", InstanceInfoKind::kNames, test::make_sev_es);
  judge_with<gcp::SevEsValidator>(bed, test::sev_es_config("compute-api"));
  return bed;
}

DocumentBed make_sev_snp_bed() {
  DocumentBed bed = make_gcp_bed("gcp-sev-snp", InstanceInfoKind::kGcp, test::make_sev_snp);
  nlohmann::json config = test::sev_snp_config("compute-api");
  config["event_log"] = "required";
  bed.report_is_independent = true;
  judge_with<gcp::SevSnpValidator>(bed, config);
  return bed;
}

}  // namespace postern::property
