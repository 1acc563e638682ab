// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/attdoc/snp_instance_info.h"
#include "postern/sdk/result.h"

namespace postern::attdoc {

// SnpInstanceInfoLimits: bytes after decoding; refused beyond them.
struct SnpInstanceInfoLimits {
  std::size_t bytes = 256 * 1024;  // of the JSON text
  std::size_t certificates = 64 * 1024;
  std::size_t report = 4 * 1024;
  std::size_t runtime_data = 32 * 1024;
  std::size_t token = 64 * 1024;
  std::size_t name = 256;  // of a zone, project or instance
};

// parse_snp_instance_info: the JSON in InstanceInfo, in the shape of Go's encoding/json:
//   {"ReportSigner":b64|null,"CertChain":b64|null,"AttestationReport":b64,
//    "Azure":{"RuntimeData":b64,"MAAToken":text}|null,"GCP":{"zone","project_id","instance_name"}|null}
// Absent and null members are the same, unknown members are passed over, names are compared exactly. The report must
// be there; its form is parse_report's matter. Errors: denied, EVIDENCE_MALFORMED.
sdk::Result<SnpInstanceInfo> parse_snp_instance_info(sdk::ByteView bytes, const SnpInstanceInfoLimits& limits = {});

}  // namespace postern::attdoc
