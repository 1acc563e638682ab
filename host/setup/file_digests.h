// SPDX-License-Identifier: Apache-2.0
#pragma once

// FileDigests: which bytes a configuration is made of.

#include <map>
#include <set>
#include <string>

#include "host/config/diagnostic.h"

namespace postern::app {

using FileDigests = std::map<std::string, std::string>;  // absolute path → SHA-256 in hex; "": cannot be read

// absolute_path: without dots; links stay.
std::string absolute_path(const std::string& path);

// digests_of: of what was read. read_digests: of what these files hold now.
FileDigests digests_of(const config::Diagnostics::Sources& sources);
FileDigests read_digests(const std::set<std::string>& paths);

std::set<std::string> paths_of(const FileDigests& files);

// total_digest: one for all of them, paths included: SHA-256 in hex over the lines "digest path\n" in order of path.
std::string total_digest(const FileDigests& files);

}  // namespace postern::app
