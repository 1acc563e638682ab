// SPDX-License-Identifier: Apache-2.0
#pragma once

// write_node_config: a node's configuration file for the TPM behind this TCTI; its path.

#include <string>

#include "support/temp_dir.h"

namespace postern::test {

inline std::string write_node_config(const TempDir& dir, const std::string& tcti) {
  return dir.write("node.toml", "[node]\nissuer = \"tpm\"\n[log]\nlevel = \"error\"\n"
                                "[plugins.qemu-tpm]\npath = \"qemu-tpm.so\"\n"
                                "[instances.tpm]\nuse = \"qemu-tpm\"\n"
                                "config = { tcti = \"" + tcti + "\", event_log = \"none\" }\n");
}

}  // namespace postern::test
