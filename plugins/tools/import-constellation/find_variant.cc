// SPDX-License-Identifier: Apache-2.0
#include "tools/import-constellation/find_variant.h"

#include <algorithm>
#include <array>

#include "common/json/bounded_json.h"

namespace postern::constellation {
namespace {

using nlohmann::json;
using sdk::Failure;
using sdk::Result;

struct Known {
  const char* section;
  std::string_view evidence;
  std::optional<Variant> variant;  // none: no validator
};

constexpr std::array<Known, 9> kKnown{{
    {"azureSEVSNP", "azure-sev-snp", Variant::kAzureSevSnp},
    {"gcpSEVSNP", "gcp-sev-snp", Variant::kGcpSevSnp},
    {"gcpSEVES", "gcp-sev-es", Variant::kGcpSevEs},
    {"qemuVTPM", "qemu-vtpm", Variant::kQemuVtpm},
    {"awsSEVSNP", "aws-sev-snp", std::nullopt},
    {"awsNitroTPM", "aws-nitro-tpm", std::nullopt},
    {"azureTDX", "azure-tdx", std::nullopt},
    {"azureTrustedLaunch", "azure-trustedlaunch", std::nullopt},
    {"qemuTDX", "qemu-tdx", std::nullopt},
}};

std::string supported() {
  std::string list;
  for (const Known& known : kKnown)
    if (known.variant) list += (list.empty() ? "" : ", ") + std::string(known.evidence);
  return list;
}

Result<const Known*> known_evidence(const std::string& evidence) {
  const auto found =
      std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& known) { return known.evidence == evidence; });
  if (found == kKnown.end())
    return Failure::misconfigured(
        "", "there is no attestation variant \"" + evidence + "\"; Postern imports " + supported());
  return &*found;
}

Result<FoundVariant> found(const Known& known, const json& config, const std::string& pointer) {
  if (!known.variant)
    return Failure::misconfigured(
        pointer, "Postern has no validator for " + std::string(known.evidence) + "; it imports " + supported());
  if (!config.is_object()) return Failure::misconfigured(pointer, "expected an object");
  return FoundVariant{*known.variant, config, pointer};
}

Result<FoundVariant> pick_section(const json& sections, const std::vector<const Known*>& there, const std::string& wanted,
                                  const std::string& pointer) {
  const Known* picked = there.size() == 1 && wanted.empty() ? there.front() : nullptr;
  std::string names;
  for (const Known* known : there) {
    if (known->evidence == wanted) picked = known;
    names += (names.empty() ? "" : ", ") + std::string(known->evidence);
  }
  if (picked == nullptr) return Failure::misconfigured(pointer, "--variant must name one that the file has: " + names);
  return found(*picked, sections[picked->section], pointer + "/" + picked->section);
}

}  // namespace

std::string_view evidence_of(Variant variant) {
  for (const Known& known : kKnown)
    if (known.variant == variant) return known.evidence;
  return "";
}

Result<FoundVariant> find_variant(const json& file, const std::string& wanted) {
  if (!wanted.empty())
    if (const auto known = known_evidence(wanted); !known.ok()) return known.failure();
  const json* outer = common::find_member(file, "attestation");
  const json& sections = outer != nullptr && outer->is_object() ? *outer : file;
  std::vector<const Known*> there;
  for (const Known& known : kKnown)
    if (common::find_member(sections, known.section) != nullptr) there.push_back(&known);
  if (!there.empty()) return pick_section(sections, there, wanted, &sections == &file ? "" : "/attestation");
  if (common::find_member(file, "firmwareSignerConfig") != nullptr && (wanted.empty() || wanted == "azure-sev-snp"))
    return found(kKnown[0], file, "");
  if (wanted.empty())
    return Failure::misconfigured("", "the file does not tell its attestation variant; name it with --variant, as the "
                                      "join service is started with --attestation-variant: " + supported());
  POSTERN_TRY(known, known_evidence(wanted));
  return found(*known, file, "");
}

}  // namespace postern::constellation
