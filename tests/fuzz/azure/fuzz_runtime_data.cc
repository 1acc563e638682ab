// SPDX-License-Identifier: Apache-2.0
//
// Runtime data is refused for a reason, or names one RSA key, and that by the name HCLAkPub.
#include <string_view>

#include "common/azure/parse_runtime_data.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  auto parsed = azure::parse_runtime_data(fuzz::input(data, size));
  if (!parsed.ok()) {
    const std::string& code = parsed.failure().code();
    fuzz::require(code == POSTERN_REASON_EVIDENCE_MALFORMED || code == POSTERN_REASON_AK_UNTRUSTED, "refused for a reason");
    return 0;
  }
  const int bits = EVP_PKEY_get_bits(parsed.value().ak.get());
  fuzz::require(bits >= 2048 && bits <= 4096, "the key has an accepted size");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  fuzz::require(text.find('\\') != std::string_view::npos || text.find("\"HCLAkPub\"") != std::string_view::npos,
                "the key is there by its name");
  for (const char c : parsed.value().vm_unique_id.value_or(""))
    fuzz::require(c > 0x20 && c < 0x7F, "the VM's name is printable");
  return 0;
}
