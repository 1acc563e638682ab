// SPDX-License-Identifier: Apache-2.0
//
// A PKCS#11 URI that is accepted names a secret key and a token, has no query (where PINs and modules stand), and reads again as the same.

#include <cstring>

#include "common/keys/hsm_location.h"
#include "fuzz/kube_token/require.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using postern::keys::HsmLocation;
  const auto location = HsmLocation::parse_uri(std::string(postern::fuzz::as_text(data, size)));
  if (!location.ok()) return 0;
  const std::string& text = location.value().text();
  REQUIRE(text.starts_with("pkcs11:") && text.find('?') == text.npos && postern::fuzz::is_loggable(text, 4 * size + 64));
  bool is_secret_key = false, is_named = false;
  for (const CK_ATTRIBUTE& attribute : location.value().key_attributes()) {
    is_named = is_named || ((attribute.type == CKA_LABEL || attribute.type == CKA_ID) && attribute.ulValueLen > 0);
    const CK_OBJECT_CLASS wanted = CKO_SECRET_KEY;
    if (attribute.type == CKA_CLASS) is_secret_key = std::memcmp(attribute.pValue, &wanted, sizeof wanted) == 0;
  }
  REQUIRE(is_secret_key && is_named);
  CK_TOKEN_INFO other{};
  std::memset(&other, '~', sizeof other);
  const auto again = HsmLocation::parse_uri(text);
  REQUIRE(again.ok() && again.value().text() == text);
  REQUIRE(again.value().is_token(other) == location.value().is_token(other));
  return 0;
}
