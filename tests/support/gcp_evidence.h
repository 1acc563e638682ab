// SPDX-License-Identifier: Apache-2.0
#pragma once

// Evidence of Google Compute Engine machines, made for tests: complete documents of the types gcp-sev-es and
// gcp-sev-snp for a nonce and a TLS key, what the Compute API says about the machine, and AK certificates of a CA like
// Google's. Every part starts out right and can be made wrong before it is signed.
//
//   GcpMachine machine;                       // an AK, names, an event log, a chip
//   machine.events[1].data[16] = 0;           // wrong on purpose: no confidential technology
//   attdoc::Document document = make_sev_es(machine, nonce, key);
//   const std::string text = attdoc::write_document(document);
//
//   GcpMachine right;
//   RecordingHost host;
//   serve_compute_api(host.pages, right);     // token and signing key, at kComputeUrl and kMetadataUrl
//   auto config = sev_es_config("compute-api");

#include <nlohmann/json.hpp>

#include "support/amd_report.h"
#include "support/log_writer.h"
#include "support/software_ak.h"

namespace postern::test {

// Addresses of the stand-ins; configurations made here use them.
inline constexpr const char* kComputeUrl = "https://compute.gcp.test";
inline constexpr const char* kMetadataUrl = "http://metadata.gcp.test";
inline constexpr const char* kTokenUrl = "https://oauth2.gcp.test/token";

// GcpInstance: what the instance information extension of an AK certificate says; the names are in InstanceInfo, too.
struct GcpInstance {
  std::string zone = "europe-west3-b", project_id = "example-project", instance_name = "node-alpha";
  uint64_t project_number = 111222333444, instance_id = 5556667778889990001;
  bool has_security_properties = true, is_production = true;
};

// write_instance_extension: content of the extension 1.3.6.1.4.1.11129.2.1.21 (DER).
ByteVector write_instance_extension(const GcpInstance& instance);
// write_instance_names: {"zone":…,"project_id":…,"instance_name":…}, as nodes send them.
std::string write_instance_names(const GcpInstance& instance);

// GcpEvent: an event of the firmware's log. measured: what its digest is over; empty for the data itself.
struct GcpEvent {
  uint32_t pcr = 0, type = 0;
  std::string data, measured = {};
};
// gce_events: [0] firmware version (PCR 0), [1] technology (PCR 0), [2…9] separators of PCRs 0 to 7, [10] a loader
// (PCR 4).
std::vector<GcpEvent> gce_events(int firmware_version = 1, uint8_t technology = 1);
std::string utf16(std::string_view text);  // little-endian, without an end

// GoogleCa: a root and an intermediate like those of Google's EK/AK CA. Its root is not Google's: configure
// root().pem in trusted_ak_roots. The parts can be changed before write_certificate.
struct GoogleCa {
  CertificateParts root() const;
  CertificateParts intermediate() const;
  CertificateParts ak(const SoftwareAk& ak, const GcpInstance& instance) const;
};

// gcp_ak: the AK of every machine that is not given another one; RSA, made once.
const SoftwareAk& gcp_ak();

// gcp_report: good_report() without report_data.
ReportParts gcp_report(AmdProduct product = AmdProduct::kMilan);

// GcpMachine: all that documents are made from.
struct GcpMachine {
  SoftwareAk ak = gcp_ak();
  GcpInstance instance;
  std::vector<GcpEvent> events = gce_events();
  std::vector<HashAlgorithm> banks{HashAlgorithm::kSha1, HashAlgorithm::kSha256};
  bool has_event_log = true;
  std::optional<std::string> instance_info;  // instead of the right one; the quotes cover it
  ByteVector ak_cert;                        // DER; empty for none
  std::vector<ByteVector> intermediate_certs;

  // gcp-sev-snp only.
  AmdPki pki{AmdProduct::kMilan};
  VekParts vek;
  ReportParts report = gcp_report();  // empty report_data: the right one is put in
  bool has_vek = true, has_ask = true, has_ark = false;  // whether the document brings these certificates

  // certify: puts the AK certificate of a GoogleCa and its intermediate into the documents.
  void certify();
};

// gcp_pcrs: what the machine's events give the PCRs of the bank; the others are zero.
PcrValues gcp_pcrs(const GcpMachine& machine, HashAlgorithm bank);

// The machine's document for that nonce and TLS key (user data).
attdoc::Document make_sev_es(const GcpMachine& machine, ByteView nonce, ByteView user_data);
attdoc::Document make_sev_snp(const GcpMachine& machine, ByteView nonce, ByteView user_data);

// private_pem: a key of amd_pki.h in PEM (PKCS#8), as service-account key files hold it.
std::string private_pem(EVP_PKEY* key);

// compute_api_path: "/compute/v1/projects/…/getShieldedInstanceIdentity". compute_api_answer: what the Compute API says
// there. token_path, token_answer: the same of the metadata server's token.
std::string compute_api_path(const GcpInstance& instance);
std::string compute_api_answer(const SoftwareAk& ak);
inline constexpr const char* kTokenPath = "/computeMetadata/v1/instance/service-accounts/default/token";
std::string token_answer(const std::string& token = "ya29.token-of-a-test", int seconds = 3599);

// serve_compute_api: the pages (by URL) from which the machine's AK is found trusted.
void serve_compute_api(std::map<std::string, std::string>& pages, const GcpMachine& machine);

// Configurations of the two validators that accept a GcpMachine{} at kPkiNow: ak_trust is "compute-api" (credentials
// "metadata") or "ak-certificate" (root of GoogleCa).
nlohmann::json sev_es_config(const std::string& ak_trust, const GcpMachine& machine = {});
nlohmann::json sev_snp_config(const std::string& ak_trust, const GcpMachine& machine = {});

}  // namespace postern::test
