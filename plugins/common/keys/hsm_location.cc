// SPDX-License-Identifier: Apache-2.0
#include "common/keys/hsm_location.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

namespace postern::keys {
namespace {

constexpr std::size_t kLongestLabel = 255;

sdk::Failure wrong(std::string text) { return sdk::Failure::misconfigured("", std::move(text)); }

std::shared_ptr<P11KitUri> make_uri() {
  P11KitUri* made = p11_kit_uri_new();
  if (made == nullptr) throw std::bad_alloc();
  return {made, p11_kit_uri_free};
}

void set_attribute(P11KitUri* uri, CK_ATTRIBUTE_TYPE type, const void* value, std::size_t size) {
  CK_ATTRIBUTE attribute{type, const_cast<void*>(value), size};  // is only read
  if (p11_kit_uri_set_attribute(uri, &attribute) != P11_KIT_URI_OK) throw std::bad_alloc();
}

bool has(P11KitUri* uri, CK_ATTRIBUTE_TYPE type) {
  const CK_ATTRIBUTE* found = p11_kit_uri_get_attribute(uri, type);
  return found != nullptr && found->ulValueLen > 0;
}

bool is_secret_key(const CK_ATTRIBUTE& type) {
  CK_OBJECT_CLASS value{};
  if (type.pValue == nullptr || type.ulValueLen != sizeof value) return false;
  std::memcpy(&value, type.pValue, sizeof value);
  return value == CKO_SECRET_KEY;
}

}  // namespace

sdk::Result<HsmLocation> HsmLocation::parse_uri(const std::string& uri) {
  const Uri parsed = make_uri();
  const int code = p11_kit_uri_parse(uri.c_str(), P11_KIT_URI_FOR_OBJECT_ON_TOKEN, parsed.get());
  if (code != P11_KIT_URI_OK || uri.find('\0') != uri.npos)
    return wrong("not a PKCS#11 URI (RFC 7512) of a key on a token");
  if (p11_kit_uri_get_pin_value(parsed.get()) != nullptr || p11_kit_uri_get_pin_source(parsed.get()) != nullptr)
    return wrong("the URI must not hold a PIN; name a secret");
  if (p11_kit_uri_get_module_name(parsed.get()) != nullptr || p11_kit_uri_get_module_path(parsed.get()) != nullptr)
    return wrong("the URI must not name a module; that is a key of its own");
  if (uri.find('?') != uri.npos) return wrong("the URI must have no query (what follows a question mark)");
  if (p11_kit_uri_any_unrecognized(parsed.get()) != 0) return wrong("the URI has attributes that are not known");
  return finish(parsed);
}

sdk::Result<HsmLocation> HsmLocation::of_labels(std::string_view token, std::string_view key) {
  const Uri uri = make_uri();
  CK_TOKEN_INFO* info = p11_kit_uri_get_token_info(uri.get());
  if (token.empty() || token.size() > sizeof info->label || token.find('\0') != token.npos)
    return wrong("a token's label has 1 to " + std::to_string(sizeof info->label) + " bytes");
  if (key.empty() || key.size() > kLongestLabel || key.find('\0') != key.npos)
    return wrong("a key's label has 1 to " + std::to_string(kLongestLabel) + " bytes");
  std::fill(std::begin(info->label), std::end(info->label), ' ');  // PKCS#11 pads with blanks
  std::copy(token.begin(), token.end(), info->label);
  set_attribute(uri.get(), CKA_LABEL, key.data(), key.size());
  return finish(uri);
}

sdk::Result<HsmLocation> HsmLocation::finish(const Uri& uri) {
  const CK_TOKEN_INFO* info = p11_kit_uri_get_token_info(uri.get());
  if (info->label[0] == 0 && info->serialNumber[0] == 0) return wrong("neither a token's label nor its serial number");
  if (!has(uri.get(), CKA_LABEL) && !has(uri.get(), CKA_ID)) return wrong("neither a key's label (object) nor its id");
  const CK_OBJECT_CLASS secret_key = CKO_SECRET_KEY;
  const CK_ATTRIBUTE* type = p11_kit_uri_get_attribute(uri.get(), CKA_CLASS);
  if (type != nullptr && !is_secret_key(*type)) return wrong("the key must be of type secret-key");
  if (type == nullptr) set_attribute(uri.get(), CKA_CLASS, &secret_key, sizeof secret_key);
  char* text = nullptr;
  if (p11_kit_uri_format(uri.get(), P11_KIT_URI_FOR_OBJECT_ON_TOKEN, &text) != P11_KIT_URI_OK)
    return wrong("cannot be written as a PKCS#11 URI");
  const std::unique_ptr<char, decltype(&std::free)> owner(text, std::free);
  if (std::strchr(text, '?') != nullptr) return wrong("the URI has empty attributes or a query");  // p11-kit keeps both
  return HsmLocation(uri, text);
}

bool HsmLocation::is_token(const CK_TOKEN_INFO& token) const {
  return p11_kit_uri_match_token_info(uri_.get(), &token) == 1;
}

std::span<CK_ATTRIBUTE> HsmLocation::key_attributes() const {
  CK_ULONG count = 0;
  CK_ATTRIBUTE* first = p11_kit_uri_get_attributes(uri_.get(), &count);
  return {first, count};
}

}  // namespace postern::keys
