// SPDX-License-Identifier: Apache-2.0
#pragma once

// Evidence of Azure confidential VMs, made for tests: complete documents of the type azure-sev-snp for a nonce and a TLS
// key, the blob in which Azure keeps report and runtime data (HCL report), tokens of Microsoft Azure Attestation, and
// what AMD's KDS says about the machine. Every part starts out right and can be made wrong before it is signed.
//
//   AzureMachine machine;                          // an AK, a chip, runtime data that fits both
//   machine.report.policy |= 1u << 19;             // wrong on purpose: debugging is allowed
//   const std::string text = attdoc::write_document(make_azure_snp(machine, nonce, key));
//
//   RecordingHost host;
//   host.now = kAzureNow;
//   auto config = azure_snp_config(AzureMachine{}).dump();   // accepts every machine that is right

#include <nlohmann/json.hpp>

#include "common/attdoc/snp_instance_info.h"
#include "support/amd_report.h"
#include "support/software_ak.h"

namespace postern::test {

// Addresses of the stand-ins; configurations made here use them. kAzureNow: a time at which everything is valid.
inline constexpr const char* kKdsUrl = "https://kds.amd.test";
inline constexpr const char* kMaaUrl = "https://maa.azure.test";
inline constexpr std::chrono::sys_seconds kAzureNow{std::chrono::seconds(kPkiNow)};

// AzureMachine: all that documents are made from.
struct AzureMachine {
  AzureMachine();

  SoftwareAk ak;
  PcrValues pcrs = zero_pcrs(HashAlgorithm::kSha256);  // of the SHA-256 bank
  std::vector<HashAlgorithm> banks{HashAlgorithm::kSha256};  // others are quoted with zeros
  ByteVector event_log;                                // must fit pcrs; empty for none

  AmdPki pki{AmdProduct::kMilan};
  VekParts vek;
  ReportParts report;      // empty report_data: SHA-256 of the runtime data is put in
  bool has_vek = true, has_chain = true;  // whether the document brings VCEK, and ASK with ARK

  std::optional<std::string> runtime_data;   // instead of write_runtime_data(ak)
  std::string maa_token;                     // see write_maa_token
  std::optional<ByteVector> signed_report;   // instead of the one made of report
  std::optional<std::string> instance_info;  // instead of the right one; the quotes cover it

  // The parts as the document has them.
  std::string runtime_text() const;
  ByteVector report_bytes() const;  // 1184 bytes, signed by the VCEK, anew at each call
};

// write_runtime_data: as the HCL writes it: HCLAkPub, HCLEkPub, vm-configuration and user-data.
std::string write_runtime_data(const SoftwareAk& ak);
// jwk_of: the AK's public key as the HCL has it, with this kid.
nlohmann::ordered_json jwk_of(const SoftwareAk& ak, const std::string& kid = "HCLAkPub");

// azure_instance_info, make_azure_snp: the machine's InstanceInfo, and its document for that nonce and TLS key (user
// data). requote: quotes anew, after InstanceInfo or UserData was changed.
attdoc::SnpInstanceInfo azure_instance_info(const AzureMachine& machine);
attdoc::Document make_azure_snp(const AzureMachine& machine, ByteView nonce, ByteView user_data);
void requote(attdoc::Document& document, const AzureMachine& machine, ByteView nonce);

// HclParts: fields of the blob in NV index 0x01400001.
struct HclParts {
  std::string magic = "HCLA";
  uint32_t version = 2, request_type = 2, status = 0;
  uint32_t data_version = 1, report_type = 2, hash_type = 1;
  std::optional<uint32_t> report_size = {}, data_size = {}, variable_size = {};  // else those of the parts
  std::size_t padded_to = 2600;                                   // zeros up to here
};
ByteVector write_hcl_report(ByteView report, std::string_view runtime_data, const HclParts& parts = {});

// Microsoft Azure Attestation: the claims of a right token for this machine, nonce and key; the token itself (RS256,
// kid "maa-key"), and the key set that its service publishes at kMaaUrl/certs, as certificates (x5c).
nlohmann::json maa_claims(const AzureMachine& machine, ByteView nonce, ByteView user_data);
std::string write_maa_token(const nlohmann::json& claims);
std::string sign_token(const nlohmann::json& header, const std::string& payload, EVP_PKEY* key);
EVP_PKEY* maa_key();
std::string maa_key_set();

// serve_kds: what AMD's KDS answers at kKdsUrl for the machine: VCEK, chain and revocation list, by URL. serve_maa:
// the key set.
void serve_kds(std::map<std::string, std::string>& pages, const AzureMachine& machine);
void serve_maa(std::map<std::string, std::string>& pages);

// azure_snp_config: a configuration of the validator that accepts the machine (and AzureMachine{}) at kAzureNow.
// Enforces PCRs 4 and 9, and the id-key digest ("equal").
nlohmann::json azure_snp_config(const AzureMachine& machine = {});

}  // namespace postern::test
