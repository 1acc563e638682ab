// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "common/attdoc/document.h"

namespace postern::attdoc {

// write_document: the document as nodes send it, byte for byte as Go's encoding/json writes it: members in
// the order of the reference's structure, PCR numbers sorted as text, empty members of the attestation left
// out, TeeAttestation null, InstanceInfo and UserData null when there is nothing in them.
std::string write_document(const Document& document);

}  // namespace postern::attdoc
