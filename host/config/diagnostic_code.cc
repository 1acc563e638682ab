// SPDX-License-Identifier: Apache-2.0
#include "host/config/diagnostic_code.h"

namespace postern::config {
namespace {

constexpr std::pair<Code, std::string_view> kCodes[] = {
    {Code::kMisconfigured, "MISCONFIGURED"},
    {Code::kSyntaxInvalid, "SYNTAX_INVALID"},
    {Code::kFileUnreadable, "FILE_UNREADABLE"},
    {Code::kKeyUnknown, "KEY_UNKNOWN"},
    {Code::kKeyMissing, "KEY_MISSING"},
    {Code::kTypeMismatch, "TYPE_MISMATCH"},
    {Code::kValueInvalid, "VALUE_INVALID"},
    {Code::kNameInvalid, "NAME_INVALID"},
    {Code::kNameTaken, "NAME_TAKEN"},
    {Code::kIncludeCycle, "INCLUDE_CYCLE"},
    {Code::kIncludeRepeated, "INCLUDE_REPEATED"},
    {Code::kIncludeLimit, "INCLUDE_LIMIT"},
    {Code::kPipelinesMissing, "PIPELINES_MISSING"},
    {Code::kConditionNeverHolds, "CONDITION_NEVER_HOLDS"},
    {Code::kPluginUnusable, "PLUGIN_UNUSABLE"},
    {Code::kComponentUnknown, "COMPONENT_UNKNOWN"},
    {Code::kConfigRefused, "CONFIG_REFUSED"},
    {Code::kCreateFailed, "CREATE_FAILED"},
    {Code::kContactRefused, "CONTACT_REFUSED"},
    {Code::kMeasurementsInvalidNow, "MEASUREMENTS_INVALID_NOW"},
    {Code::kInstanceUnused, "INSTANCE_UNUSED"},
    {Code::kPluginUnused, "PLUGIN_UNUSED"},
    {Code::kEvidenceOidConflict, "EVIDENCE_OID_CONFLICT"},
    {Code::kEffectsForgotten, "EFFECTS_FORGOTTEN"},
    {Code::kPipelineShadowed, "PIPELINE_SHADOWED"},
    {Code::kEvidenceUnjudged, "EVIDENCE_UNJUDGED"},
    {Code::kRoleUndecided, "ROLE_UNDECIDED"},
    {Code::kRoleByRequest, "ROLE_BY_REQUEST"},
    {Code::kRoleTrustMisplaced, "ROLE_TRUST_MISPLACED"},
    {Code::kRoleImpossible, "ROLE_IMPOSSIBLE"},
    {Code::kInstanceUnknown, "INSTANCE_UNKNOWN"},
    {Code::kStepRepeated, "STEP_REPEATED"},
    {Code::kValidatorMissing, "VALIDATOR_MISSING"},
    {Code::kValidatorAfterBackend, "VALIDATOR_AFTER_BACKEND"},
    {Code::kWarnMode, "WARN_MODE"},
    {Code::kWarnModeMisplaced, "WARN_MODE_MISPLACED"},
    {Code::kAlternativeInvalid, "ALTERNATIVE_INVALID"},
    {Code::kAlternativeRepeated, "ALTERNATIVE_REPEATED"},
    {Code::kAlternativesDiffer, "ALTERNATIVES_DIFFER"},
    {Code::kChannelUnbound, "CHANNEL_UNBOUND"},
    {Code::kChainUnlinked, "CHAIN_UNLINKED"},
    {Code::kBindingUnproven, "BINDING_UNPROVEN"},
    {Code::kClaimUnproven, "CLAIM_UNPROVEN"},
    {Code::kClaimTypeMismatch, "CLAIM_TYPE_MISMATCH"},
    {Code::kClaimTwice, "CLAIM_TWICE"},
    {Code::kFieldUnproduced, "FIELD_UNPRODUCED"},
    {Code::kFieldTypeMismatch, "FIELD_TYPE_MISMATCH"},
    {Code::kFieldTwice, "FIELD_TWICE"},
    {Code::kFieldInternal, "FIELD_INTERNAL"},
    {Code::kFieldNotCarried, "FIELD_NOT_CARRIED"}};

}  // namespace

std::string_view name_of(Code code) {
  for (const auto& [each, name] : kCodes)
    if (each == code) return name;
  return "MISCONFIGURED";
}

std::span<const std::pair<Code, std::string_view>> all_codes() { return kCodes; }

}  // namespace postern::config
