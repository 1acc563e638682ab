// SPDX-License-Identifier: Apache-2.0
#pragma once

// A decision as the members of a record's line. What is empty is left out, but for lists that say something by being so.

#include "host/attest/recorder.h"
#include "host/record/sealed_line.h"

namespace postern::record {

// to_json: the decision, without v, seq, prev and sum.
Json to_json(const attest::Decision& decision);

// Parts of it, by which a repeated judgement is compared with the recorded one.
Json to_json(const attest::Claims& claims);      // name → type, value, step; bytes as hex
Json to_json(const attest::Bindings& bindings);  // name → value, step
Json to_json(const attest::Refusal& refusal);    // code, class, and whatever else it says; no text for the peer

}  // namespace postern::record
