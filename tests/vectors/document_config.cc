// SPDX-License-Identifier: Apache-2.0
#include "vectors/document_config.h"

namespace postern::vectors {
namespace {

Json measurement_sets(const Json& reference) {
  const Json measurements = reference.value("measurements", Json::object());
  Json pcrs = Json::object();
  for (const auto& [pcr, entry] : measurements.items())
    pcrs[pcr] = {{"expected", entry.value("expected", Json())}, {"warn_only", entry.value("warnOnly", false)}};
  return Json::array({{{"name", "vector"}, {"pcrs", pcrs}}});
}

std::string enforcement(const std::string& word) {
  static const std::map<std::string, std::string> words{
      {"equal", "equal"}, {"warnOnly", "warn"}, {"warn", "warn"}, {"MAAFallback", "maa-fallback"}, {"maaFallback", "maa-fallback"}};
  const auto found = words.find(word);
  if (found == words.end()) throw BrokenCase("config.json: id_key_enforcement \"" + word + "\" is not known");
  return found->second;
}

// add_snp: the case's root is the only one that is trusted, whatever it is.
void add_snp(Json& config, const Json& reference, const CaseFiles& files) {
  config["amd_roots"] = false;
  config["trusted_roots"] = Json::array({files.text("trusted_ark.pem")});
  config["kds"] = "none";
  config["minimum_tcb"] = reference.value("min_tcb", Json());
  if (config["minimum_tcb"].is_null()) throw BrokenCase("config.json has no min_tcb");
  const Json digests = reference.value("accepted_id_key_digests", Json::array());
  if (digests.empty()) return;
  config["id_key_digests"] = digests;
  config["id_key_enforcement"] = enforcement(reference.value("id_key_enforcement", "equal"));
  if (config["id_key_enforcement"] == "maa-fallback")
    config["maa_url"] = reference.value("maa_url", "https://sharedeus.eus.attest.azure.net");
}

void add_compute_api(Json& config, const std::string& project) {
  config["ak_trust"] = "compute-api";
  config["allowed_projects"] = Json::array({project});
  config["compute_url"] = "https://compute.googleapis.com";
  config["credentials"] = "metadata";
  config["metadata_url"] = "http://metadata.google.internal";
}

}  // namespace

std::optional<DocumentJudge> find_document_judge(const std::string& variant) {
  static const std::map<std::string, DocumentJudge> judges{{"azure-sev-snp", {"azure-snp.so", "azure-snp/azure-snp"}},
                                                           {"gcp-sev-es", {"gcp.so", "gcp/gcp-sev-es"}},
                                                           {"gcp-sev-snp", {"gcp.so", "gcp/gcp-sev-snp"}},
                                                           {"qemu-vtpm", {"qemu-tpm.so", "qemu-tpm/qemu-tpm"}}};
  const auto found = judges.find(variant);
  return found == judges.end() ? std::nullopt : std::optional(found->second);
}

Json document_config(const std::string& variant, const Json& reference, const CaseFiles& files, const std::string& project) {
  Json config{{"measurements", measurement_sets(reference)}};
  if (variant == "qemu-vtpm") config["ak_trust"] = "any";  // as the reference does: nothing vouches for the key
  if (variant.starts_with("gcp-")) add_compute_api(config, project);
  if (variant.ends_with("-sev-snp")) add_snp(config, reference, files);
  return config;
}

}  // namespace postern::vectors
