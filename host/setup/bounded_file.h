// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files that a command line names.

#include <absl/status/statusor.h>

#include <string>

#include "host/attest/value.h"

namespace postern::app {

// read_bounded: the file's content, at most so many bytes. INVALID_ARGUMENT names the file.
absl::StatusOr<attest::ByteVector> read_bounded(const std::string& path, uint64_t most);

}  // namespace postern::app
