// SPDX-License-Identifier: Apache-2.0
#pragma once

// Files with credentials that a cluster or a kubeconfig points to.

#include <string>

#include "postern/sdk/secret.h"

namespace postern::kube {

// kMaxFile: longest file that is read, in bytes.
inline constexpr std::size_t kMaxFile = 1024 * 1024;

enum class Privacy {
  kAny,       // public content, or a mount whose modes somebody else decides
  kOwnerOnly  // refused when group or others have any right to it
};

// read_file: the whole content of a regular file. Errors: misconfigured, naming the path and what is wrong with it.
sdk::Result<sdk::Secret> read_file(const std::string& path, Privacy privacy);

}  // namespace postern::kube
