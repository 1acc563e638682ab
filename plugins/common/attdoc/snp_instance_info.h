// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "postern/sdk/bytes.h"

namespace postern::attdoc {

// AzureInstance: what an Azure machine adds to its report.
struct AzureInstance {
  sdk::ByteVector runtime_data;  // JSON that REPORT_DATA is the SHA-256 of, exactly as the machine had it
  std::string maa_token;         // JSON Web Token of Microsoft Azure Attestation; empty when there is none
};

// GcpInstance: which machine of Google Compute Engine it says it is.
struct GcpInstance {
  std::string zone, project_id, instance_name;
};

// SnpInstanceInfo: the InstanceInfo of documents with an SEV-SNP report (azure-sev-snp, gcp-sev-snp), with nothing
// verified. Empty bytes stand for null.
struct SnpInstanceInfo {
  sdk::ByteVector report_signer;  // PEM: VCEK or VLEK
  sdk::ByteVector cert_chain;     // PEM: ASK or ASVK, mostly followed by the ARK
  sdk::ByteVector report;         // ATTESTATION_REPORT as the firmware made it
  std::optional<AzureInstance> azure;
  std::optional<GcpInstance> gcp;
};

}  // namespace postern::attdoc
