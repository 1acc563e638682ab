// SPDX-License-Identifier: Apache-2.0
#include "support/gcp_vm.h"

#include <fstream>

#include "common/tpm2/digest.h"
#include "support/nv_contents.h"
#include "support/rsa_from_tpm.h"

namespace postern::test {
namespace {

const std::vector<HashAlgorithm> kBanks{HashAlgorithm::kSha1, HashAlgorithm::kSha256, HashAlgorithm::kSha384};

std::string_view measured_part(const GcpEvent& event) { return event.measured.empty() ? event.data : event.measured; }

// Starts the machine: measures its events and writes the log of them.
void boot(const Swtpm& tpm, const std::vector<GcpEvent>& events, const std::string& path) {
  LogWriter log(kBanks);
  for (const GcpEvent& event : events) {
    log.event(event.pcr, event.type, measured_part(event), event.data);
    std::map<uint16_t, ByteVector> digests;
    for (const HashAlgorithm bank : kBanks)
      digests[static_cast<uint16_t>(bank)] = tpm2::digest(bank, {sdk::as_bytes(measured_part(event))});
    tpm.extend_digests(event.pcr, digests);
  }
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(log.bytes().data()), static_cast<std::streamsize>(log.bytes().size()));
}

// As a TPM2B_PUBLIC, for which the size in front does not matter here.
KeyHandle key_of(const ByteVector& tpmt_public) { return rsa_from_tpm(tpmt_public); }

}  // namespace

GcpVm::GcpVm(uint8_t technology) : ak_pub_(endorsement_key(tpm_)) {
  install_nv(tpm_, kGcpAkTemplateIndex, endorsement_template());
  facts.events = gce_events(1, technology);
  boot(tpm_, facts.events, event_log());
}

void GcpVm::certify(std::size_t padding) const {
  CertificateParts parts = GoogleCa().ak(facts.ak, facts.instance);
  const KeyHandle key = key_of(ak_pub_);
  parts.key = key.get();
  ByteVector der = write_certificate(parts).der;
  der.resize(der.size() + padding);
  install_nv(tpm_, kGcpAkCertificateIndex, der);
}

std::unique_ptr<TsmStandIn> GcpVm::kernel(bool has_certificates) const {
  TsmBehaviour behaviour;
  behaviour.firmware = [report = facts.report, key = facts.pki.vek_key(facts.vek.kind)](sdk::ByteView report_data) {
    ReportParts parts = report;
    if (parts.report_data.empty()) parts.report_data = sdk::to_vector(report_data);
    return write_report(parts, key);
  };
  if (has_certificates)
    behaviour.auxblob = write_certificate_table({{kVcekGuid, write_certificate(facts.pki.vek(facts.vek)).der},
                                                 {kAskGuid, write_certificate(facts.pki.ask()).der}});
  return std::make_unique<TsmStandIn>(std::move(behaviour));
}

std::string GcpVm::compute_api_answer() const {
  return nlohmann::json{{"kind", "compute#shieldedInstanceIdentity"}, {"signingKey", {{"ekPub", spki_pem(ak_pub_)}}}}
      .dump();
}

}  // namespace postern::test
