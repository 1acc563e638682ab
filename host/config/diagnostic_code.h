// SPDX-License-Identifier: Apache-2.0
#pragma once

// Code: what kind of thing a diagnostic says, for programs and tests. Names are stable; texts are not.

#include <span>
#include <string_view>
#include <utility>

namespace postern::config {

enum class Code {
  kMisconfigured,  // anything that has no code of its own
  // The form of files.
  kSyntaxInvalid, kFileUnreadable, kKeyUnknown, kKeyMissing, kTypeMismatch, kValueInvalid, kNameInvalid, kNameTaken,
  kIncludeCycle, kIncludeRepeated, kIncludeLimit, kPipelinesMissing, kConditionNeverHolds,
  // Plugins and instances.
  kPluginUnusable, kComponentUnknown, kConfigRefused, kCreateFailed, kContactRefused, kMeasurementsInvalidNow,
  kInstanceUnused, kPluginUnused, kEvidenceOidConflict, kEffectsForgotten,
  // Which requests a pipeline answers.
  kPipelineShadowed, kEvidenceUnjudged, kRoleUndecided, kRoleByRequest, kRoleTrustMisplaced, kRoleImpossible,
  // Steps.
  kInstanceUnknown, kStepRepeated, kValidatorMissing, kValidatorAfterBackend, kWarnMode, kWarnModeMisplaced,
  kAlternativeInvalid, kAlternativeRepeated, kAlternativesDiffer,
  // What steps prove and need.
  kChannelUnbound, kChainUnlinked, kBindingUnproven, kClaimUnproven, kClaimTypeMismatch, kClaimTwice,
  // What steps produce and need.
  kFieldUnproduced, kFieldTypeMismatch, kFieldTwice, kFieldInternal, kFieldNotCarried
};

// name_of: "CLAIM_UNPROVEN".
std::string_view name_of(Code code);

// all_codes: every code with its name.
std::span<const std::pair<Code, std::string_view>> all_codes();

}  // namespace postern::config
