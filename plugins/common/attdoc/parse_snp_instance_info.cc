// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/parse_snp_instance_info.h"

#include "common/attdoc/bounded_json.h"
#include "common/encoding/base64.h"

namespace postern::attdoc {
namespace {

using common::find_member;
using nlohmann::json;
using sdk::Result;

sdk::Failure refused(const char* member, const std::string& text) {
  return sdk::Failure::malformed("InstanceInfo: " + std::string(member) + " " + text)
      .about("evidence")
      .spec("Constellation attestation document, InstanceInfo of SEV-SNP types")
      .peer("the attestation document is not valid");
}

sdk::Failure too_long(const char* name, std::size_t longest, std::size_t size) {
  return refused(name, "is too long")
      .expected("at most " + std::to_string(longest) + " bytes")
      .observed(std::to_string(size) + " bytes");
}

Result<std::string> to_text(const json& object, const char* name, std::size_t longest) {
  const json* value = find_member(object, name);
  if (value == nullptr) return std::string();
  if (!value->is_string()) return refused(name, "is not a text").expected("a text").observed(describe(value));
  const auto& text = value->get_ref<const std::string&>();
  if (text.size() > longest) return too_long(name, longest, text.size());
  return text;
}

Result<sdk::ByteVector> to_bytes(const json& object, const char* name, std::size_t longest) {
  POSTERN_TRY(text, to_text(object, name, (longest + 2) / 3 * 4));
  auto bytes = encoding::decode_base64(text);
  if (!bytes) 
    return refused(name, "is not standard base64 with padding").expected("base64").observed(describe_base64(text));
  if (bytes->size() > longest) return too_long(name, longest, bytes->size());
  return std::move(*bytes);
}

Result<std::optional<AzureInstance>> to_azure(const json& object, const SnpInstanceInfoLimits& limits) {
  const json* azure = find_member(object, "Azure");
  if (azure == nullptr) return std::optional<AzureInstance>();
  if (!azure->is_object()) return refused("Azure", "is not an object").expected("an object").observed(describe(azure));
  POSTERN_TRY(runtime_data, to_bytes(*azure, "RuntimeData", limits.runtime_data));
  POSTERN_TRY(token, to_text(*azure, "MAAToken", limits.token));
  return std::optional(AzureInstance{std::move(runtime_data), std::move(token)});
}

Result<std::optional<GcpInstance>> to_gcp(const json& object, const SnpInstanceInfoLimits& limits) {
  const json* gcp = find_member(object, "GCP");
  if (gcp == nullptr) return std::optional<GcpInstance>();
  if (!gcp->is_object()) return refused("GCP", "is not an object").expected("an object").observed(describe(gcp));
  POSTERN_TRY(zone, to_text(*gcp, "zone", limits.name));
  POSTERN_TRY(project, to_text(*gcp, "project_id", limits.name));
  POSTERN_TRY(instance, to_text(*gcp, "instance_name", limits.name));
  return std::optional(GcpInstance{std::move(zone), std::move(project), std::move(instance)});
}

}  // namespace

Result<SnpInstanceInfo> parse_snp_instance_info(sdk::ByteView bytes, const SnpInstanceInfoLimits& limits) {
  POSTERN_TRY(object, parse_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                                 {.bytes = limits.bytes, .values = 256, .depth = 8}, "InstanceInfo"));
  POSTERN_TRY(report_signer, to_bytes(object, "ReportSigner", limits.certificates));
  POSTERN_TRY(cert_chain, to_bytes(object, "CertChain", limits.certificates));
  POSTERN_TRY(report, to_bytes(object, "AttestationReport", limits.report));
  if (report.empty()) 
    return refused("AttestationReport", "is missing").expected("an attestation report").observed("nothing");
  POSTERN_TRY(azure, to_azure(object, limits));
  POSTERN_TRY(gcp, to_gcp(object, limits));
  return SnpInstanceInfo{std::move(report_signer), std::move(cert_chain), std::move(report), std::move(azure),
                         std::move(gcp)};
}

}  // namespace postern::attdoc
