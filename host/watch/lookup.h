// SPDX-License-Identifier: Apache-2.0
#pragma once

// Lookup: by which directory entries the kernel finds a file (path_resolution(7)). Whoever replaces one of them changes
// what the path means: the file itself, a folder on the way, or a symbolic link, such as ..data of a Kubernetes ConfigMap.

#include <map>
#include <set>
#include <string>

namespace postern::watch {

using Entries = std::map<std::string, std::set<std::string>>;  // directory (without links) → names in it

// add_lookup: the entries by which this absolute path is found now. What is missing ends it: the missing name counts, so
// that its appearance is seen. At most 40 symbolic links, as the kernel follows.
void add_lookup(const std::string& path, Entries& entries);

}  // namespace postern::watch
