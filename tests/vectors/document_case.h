// SPDX-License-Identifier: Apache-2.0
#pragma once

// A case that holds a whole document, as the gate would have to judge it.

#include "vectors/document_bench.h"

namespace postern::vectors {

// variant_of: the evidence type that the case's config.json, or the manifest, names.
std::string variant_of(const CaseContext& context);

// document_case: what the gate is asked in a case with an attdoc.json and a config.json; nothing when no plugin judges its
// type. Throws BrokenCase.
std::optional<DocumentRequest> document_case(const CaseContext& context);

}  // namespace postern::vectors
