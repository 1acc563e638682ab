// SPDX-License-Identifier: Apache-2.0
#pragma once

// What ssh-keygen makes and says.

#include <string>
#include <vector>

#include "common/encoding/base64.h"
#include "support/child_process.h"
#include "support/temp_dir.h"

namespace postern::ssh {

// KeyPair: a new key, made by ssh-keygen: its public line, and the private key's file.
struct KeyPair {
  std::string line, file;
};
inline KeyPair generate_key(const test::TempDir& files, const std::vector<std::string>& options) {
  static int count = 0;
  const std::string file = files.path() + "/key" + std::to_string(++count);
  std::vector<std::string> words{"ssh-keygen", "-q", "-N", "", "-C", "", "-f", file};
  words.insert(words.end(), options.begin(), options.end());
  test::run(words);
  return {test::run({"cat", file + ".pub"}), file};
}

// wire_of: the key's wire format out of "type base64".
inline std::string wire_of(const std::string& line) {
  const std::size_t start = line.find(' ') + 1, end = line.find_first_of(" \n", start);
  const auto bytes = encoding::decode_base64(line.substr(start, end - start));
  return bytes ? std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()) : "";
}

// describe: what ssh-keygen says of a certificate.
inline std::string describe(const test::TempDir& files, const std::string& certificate) {
  return test::run({"ssh-keygen", "-L", "-f", files.write("shown-cert.pub", certificate)});
}

}  // namespace postern::ssh
