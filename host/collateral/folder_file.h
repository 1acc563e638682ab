// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files of a folder that only this user may use: read within bounds, written so that a crash leaves the old content or
// the new one and nothing between.

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include <string>

#include "host/attest/value.h"

namespace postern::collateral {

// Names of files that are being written start with this. One that is still there after a crash may be removed.
inline constexpr char kTemporaryPrefix[] = ".new-";

// check_private_folder: OK when the folder is this user's (or root's) with mode 0700 or stricter, or is not there yet
// (NOT_FOUND); FAILED_PRECONDITION says what is wrong with it.
absl::Status check_private_folder(const std::string& folder);

// make_private_folder: makes it, of mode 0700, when it is not there; the folder around it must be. Then as check.
absl::Status make_private_folder(const std::string& folder);

// read_bounded_file: NOT_FOUND when there is no such file; DATA_LOSS when it is longer than `most` bytes, is no regular
// file or cannot be read.
absl::StatusOr<attest::ByteVector> read_bounded_file(const std::string& path, uint64_t most);

// write_file_atomically: a new file of mode 0600, written and synchronised, then renamed over folder/name, then the
// folder synchronised. UNAVAILABLE names the step that failed.
absl::Status write_file_atomically(const std::string& folder, const std::string& name, attest::ByteView content);

}  // namespace postern::collateral
