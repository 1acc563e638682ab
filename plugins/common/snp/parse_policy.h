// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/snp/policy.h"
#include "postern/sdk/json_config.h"

namespace postern::snp {

// PolicyRules: what differs between the plugins that read a policy.
struct PolicyRules {
  bool allows_maa_fallback = false;  // azure-snp alone can check tokens of Microsoft Azure Attestation
  // Whether the policy must say what was launched: launch_measurements, id_key_digests or author_key_digests. Where
  // the vTPM is part of the launched firmware, nothing else makes its quotes believable.
  bool needs_launch_identity = false;
};

// parse_policy: reads the keys of kPolicyProperties (policy_schema.h) from a component's configuration object; the
// caller calls reader.finish(). tcb_floor: the content of the file, as the host puts it there, in a list of one or
// by itself. Refused: a policy without minimum_tcb and tcb_floor; an empty or overlong list; a digest of zeros, which
// every guest without ID block has; id_key_enforcement without digests. Errors: misconfigured, with the JSON pointer
// of the key.
sdk::Result<SnpPolicy> parse_policy(sdk::JsonConfig& reader, const PolicyRules& rules);

}  // namespace postern::snp
