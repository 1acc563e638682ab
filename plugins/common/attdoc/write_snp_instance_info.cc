// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/write_snp_instance_info.h"

#include <nlohmann/json.hpp>

#include "common/encoding/base64.h"

namespace postern::attdoc {
namespace {

std::string bytes_or_null(sdk::ByteView bytes) {
  return bytes.empty() ? "null" : "\"" + encoding::encode_base64(bytes) + "\"";
}

// quoted: a JSON text as Go writes it: what HTML gives a meaning to is escaped too.
std::string quoted(const std::string& text) {
  const std::string plain = nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  std::string out;
  for (const char c : plain) {
    if (c == '<') out += "\\u003c";
    else if (c == '>') out += "\\u003e";
    else if (c == '&') out += "\\u0026";
    else out += c;
  }
  return out;
}

std::string write_azure(const AzureInstance& azure) {
  return "{\"RuntimeData\":" + bytes_or_null(azure.runtime_data) + ",\"MAAToken\":" + quoted(azure.maa_token) + "}";
}

std::string write_gcp(const GcpInstance& gcp) {
  return "{\"zone\":" + quoted(gcp.zone) + ",\"project_id\":" + quoted(gcp.project_id) +
         ",\"instance_name\":" + quoted(gcp.instance_name) + "}";
}

}  // namespace

std::string write_snp_instance_info(const SnpInstanceInfo& info) {
  return "{\"ReportSigner\":" + bytes_or_null(info.report_signer) +
         ",\"CertChain\":" + bytes_or_null(info.cert_chain) +
         ",\"AttestationReport\":" + bytes_or_null(info.report) +
         ",\"Azure\":" + (info.azure ? write_azure(*info.azure) : "null") +
         ",\"GCP\":" + (info.gcp ? write_gcp(*info.gcp) : "null") + "}";
}

}  // namespace postern::attdoc
