// SPDX-License-Identifier: Apache-2.0
//
// A certificate of a client, in PEM or DER: names are not empty and hold no zero byte; a list admits it exactly when one of
// its names is in the list under its own kind.

#include <openssl/evp.h>

#include <algorithm>
#include <string>

#include "fuzz/kube_token/require.h"
#include "tools/keyservice/check_client.h"
#include "tools/keyservice/parse_client_identity.h"

namespace {

using namespace postern::keyservice;

// as_pem: so that the fuzzer can change bytes of the certificate and not only of its encoding.
std::string as_pem(std::string_view der) {
  std::string base64(der.size() / 3 * 4 + 5, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                   reinterpret_cast<const unsigned char*>(der.data()), static_cast<int>(der.size()));
  base64.resize(static_cast<std::size_t>(size));
  std::string pem = "-----BEGIN CERTIFICATE-----\n";
  for (std::size_t at = 0; at < base64.size(); at += 64) pem += base64.substr(at, 64) + "\n";
  return pem + "-----END CERTIFICATE-----\n";
}

void check(std::string_view pem) {
  const auto identity = parse_client_identity(pem);
  if (!identity) return;
  const auto look_at = [&](const std::vector<std::string>& names, NameKind kind) {
    for (const std::string& name : names) {
      REQUIRE(!name.empty() && name.find('\0') == name.npos);
      const bool counts = kind != NameKind::kCommonName || names.size() == 1;
      REQUIRE(check_client(*identity, {{kind, name, "x"}}).has_value() == counts);
      REQUIRE(!check_client(*identity, {{kind, name + std::string(70'000, '.'), "x"}}));
    }
  };
  look_at(identity->dns, NameKind::kDns);
  look_at(identity->uri, NameKind::kUri);
  look_at(identity->cn, NameKind::kCommonName);
  REQUIRE(!check_client(*identity, {}));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text = postern::fuzz::as_text(data, size);
  check(text);
  if (size < 16'384) check(as_pem(text));
  return 0;
}
