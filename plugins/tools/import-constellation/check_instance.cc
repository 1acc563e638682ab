// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/check_instance.h"

#include "common/gce/instance.h"
#include "common/attdoc/document_config.h"
#include "common/snp/parse_policy.h"
#include "common/snp_collateral/trust_config.h"

namespace postern::constellation {

sdk::Result<void> check_instance(Variant variant, const Instance& instance, const nlohmann::ordered_json& set) {
  nlohmann::json config = instance.config;
  config["measurements"] = nlohmann::json::array({nlohmann::json(set)});
  if (!instance.root_pem.empty()) config["trusted_roots"] = nlohmann::json::array({instance.root_pem});
  if (config.contains("allowed_projects"))
    for (const std::string& project : config["allowed_projects"].get<std::vector<std::string>>())
      if (!gce::is_project_id(project))
        return sdk::Failure::misconfigured("project", "\"" + project + "\" is not the id of a project");
  sdk::JsonConfig reader(config, "");
  if (auto document = attdoc::parse_document_config(reader); !document.ok()) return document.failure();
  if (!is_snp(variant)) return {};
  if (auto trust = snp::parse_trust_config(reader); !trust.ok()) return trust.failure();
  const bool is_azure = variant == Variant::kAzureSevSnp;
  auto policy = snp::parse_policy(reader, {.allows_maa_fallback = is_azure, .needs_launch_identity = is_azure});
  if (!policy.ok()) return policy.failure();
  return {};
}

}  // namespace postern::constellation
