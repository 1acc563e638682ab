// SPDX-License-Identifier: Apache-2.0
//
// Prints an attestation document of a TPM, for peers that are written in other languages:
//   evidence_tool TCTI   with INTEROP_NONCE and INTEROP_USER_DATA in hexadecimal in the environment

#include <cstdlib>
#include <iostream>

#include "common/encoding/hex.h"
#include "e2e/node_config.h"
#include "host/setup/node.h"

namespace {

bool read_variable(const char* name, std::span<std::byte, 32> out) {
  const char* text = std::getenv(name);
  const auto bytes = text == nullptr ? std::nullopt : postern::encoding::decode_hex(text);
  if (!bytes || bytes->size() != out.size()) return false;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace postern;
  atls::Nonce nonce;
  atls::ChannelKey key;
  if (argc != 2 || !read_variable("INTEROP_NONCE", nonce) || !read_variable("INTEROP_USER_DATA", key)) {
    std::cerr << "usage: INTEROP_NONCE=hex INTEROP_USER_DATA=hex evidence_tool TCTI\n";
    return 2;
  }
  const test::TempDir dir;
  config::Diagnostics diagnostics;
  const auto node = app::Node::load(test::write_node_config(dir, argv[1]), POSTERN_PLUGIN_DIR, diagnostics);
  if (node == nullptr || !node->start().ok()) return 1;
  const auto evidence = node->make_evidence(nonce, key);
  if (!evidence.ok()) {
    std::cerr << evidence.status() << '\n';
    return 1;
  }
  std::cout.write(reinterpret_cast<const char*>(evidence->document.data()),
                  static_cast<std::streamsize>(evidence->document.size()));
  return 0;
}
