// SPDX-License-Identifier: Apache-2.0
#include "vectors/azure_facts.h"

#include "common/azure/parse_runtime_data.h"
#include "common/tpm2/digest.h"
#include "vectors/snp_facts.h"

namespace postern::vectors {

Json found_facts(const azure::HclReport& blob, sdk::ByteView vek) {
  // What is a constant here is what parse_hcl_report accepts nothing else for.
  Json facts{{"hcl",
              {{"signature", "HCLA"},
               {"version", blob.version},
               {"request_type", blob.request_type},
               {"status", 0},
               {"hcl_data_version", 1},
               {"report_type", static_cast<uint32_t>(blob.report_type)},
               {"hash_type", 1},
               {"hcl_data_size", 20 + blob.runtime_data.size()},
               {"variable_data_size", blob.runtime_data.size()}}},
             {"runtime_data_sha256", sdk::to_hex(tpm2::digest(tpm2::HashAlgorithm::kSha256, {blob.runtime_data}))},
             {"snp", found_facts(blob.report, vek)}};
  if (const auto runtime = azure::parse_runtime_data(blob.runtime_data); runtime.ok()) {
    Json& machine = facts["vm_configuration"] = Json::object();
    if (runtime.value().vm_unique_id) machine["vmUniqueId"] = *runtime.value().vm_unique_id;
    if (runtime.value().secure_boot) machine["secure-boot"] = *runtime.value().secure_boot;
  }
  return facts;
}

}  // namespace postern::vectors
