// SPDX-License-Identifier: Apache-2.0
//
// Whatever a key set holds: what comes out are RSA keys of an accepted size, each under its name.
#include "common/jose/key_set.h"
#include "fuzz/tpm2/require.h"

using namespace postern;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  auto keys = jose::parse_key_set({reinterpret_cast<const char*>(data), size});
  if (!keys.ok()) {
    fuzz::require(keys.failure().code() == POSTERN_REASON_TOKEN_INVALID, "refused as a key set");
    return 0;
  }
  fuzz::require(keys.value().size() > 0 && keys.value().size() <= jose::kMostKeys, "some keys, not too many");
  fuzz::require(keys.value().find("").empty(), "no key is without a name");
  for (const char* name : {"a", "maa-key", "HCLAkPub"})
    for (const jose::RsaKey& key : keys.value().find(name)) {
      const int bits = EVP_PKEY_get_bits(key.get());
      fuzz::require(EVP_PKEY_is_a(key.get(), "RSA") == 1 && bits >= 2048 && bits <= 4096, "RSA of an accepted size");
    }
  return 0;
}
