// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern keyservice import`: an existing master secret, or a new one, into an HSM. Prints the key's PKCS#11 URI. Exit
// codes: 0 done, 1 the HSM does not do it, 2 wrong command line.

#include <string>

namespace postern::keyservice {

struct ImportOptions {
  std::string module, token_label, key_label;
  std::string pin_file, master_secret_file, salt_file;
  bool generate = false, replace = false;
};

int import_command(const ImportOptions& options);

}  // namespace postern::keyservice
