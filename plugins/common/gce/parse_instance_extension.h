// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "common/gce/instance_extension.h"
#include "postern/sdk/bytes.h"
#include "postern/sdk/result.h"

namespace postern::gce {

// parse_instance_extension: the content of the extension, DER (X.690), at most 1024 bytes and nothing after it; the
// names have the form that Compute Engine gives them. Errors: denied, CERTIFICATE_INVALID.
sdk::Result<InstanceExtension> parse_instance_extension(sdk::ByteView der);

}  // namespace postern::gce
