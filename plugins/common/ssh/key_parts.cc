// SPDX-License-Identifier: Apache-2.0
#include "common/ssh/key_parts.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <memory>

#include "common/ssh/wire_reader.h"

namespace postern::ssh {
namespace {

constexpr std::size_t kEd25519 = 32;
constexpr int kFewestRsaBits = 2048, kMostRsaBits = 8192;
constexpr std::size_t kMostExponentBytes = 5;  // 32 bits and the sign

struct Curve {
  std::string_view type, name;
  const char* group;
  std::size_t point;  // bytes of an uncompressed one
};
constexpr std::array kCurves{Curve{"ecdsa-sha2-nistp256", "nistp256", "P-256", 65},
                             Curve{"ecdsa-sha2-nistp384", "nistp384", "P-384", 97},
                             Curve{"ecdsa-sha2-nistp521", "nistp521", "P-521", 133}};

std::string check_ed25519(WireReader reader) {
  const auto key = reader.string();
  return key && key->size() == kEd25519 && reader.rest().empty() ? "" : "is no Ed25519 key of 32 bytes";
}

// is_on_curve: OpenSSL takes no point that is not.
bool is_on_curve(const Curve& curve, sdk::ByteView point) {
  const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> context(
      EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr), EVP_PKEY_CTX_free);
  OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(curve.group), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, const_cast<std::byte*>(point.data()), point.size()),
      OSSL_PARAM_construct_end()};
  EVP_PKEY* key = nullptr;
  const bool is_point = context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
                        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters) == 1;
  EVP_PKEY_free(key);
  ERR_clear_error();
  return is_point;
}

std::string check_ecdsa(const Curve& curve, WireReader reader) {
  const auto name = reader.string();
  const auto point = reader.string();
  if (!name || !point || !reader.rest().empty()) return "is not a curve and a point";
  if (std::string_view(reinterpret_cast<const char*>(name->data()), name->size()) != curve.name)
    return "names another curve than its type";
  if (point->size() != curve.point || point->front() != std::byte{4} || !is_on_curve(curve, *point))
    return "is no uncompressed point of its curve";
  return {};
}

// is_mpint: positive, and no byte longer than needed (RFC 4251, 5).
bool is_mpint(sdk::ByteView number) {
  if (number.empty() || (number[0] & std::byte{0x80}) != std::byte{0}) return false;
  return number[0] != std::byte{0} || (number.size() > 1 && (number[1] & std::byte{0x80}) != std::byte{0});
}

bool is_odd(sdk::ByteView number) { return (number.back() & std::byte{1}) != std::byte{0}; }

int bits_of(sdk::ByteView number) {
  const sdk::ByteView digits = number[0] == std::byte{0} ? number.subspan(1) : number;
  int bits = static_cast<int>(digits.size()) * 8;
  for (unsigned mask = 0x80; (std::to_integer<unsigned>(digits[0]) & mask) == 0; mask >>= 1) --bits;
  return bits;
}

std::string check_rsa(WireReader reader) {
  const auto exponent = reader.string();
  const auto modulus = reader.string();
  if (!exponent || !modulus || !reader.rest().empty() || !is_mpint(*exponent) || !is_mpint(*modulus))
    return "is not an exponent and a modulus";
  if (const int bits = bits_of(*modulus); bits < kFewestRsaBits || bits > kMostRsaBits)
    return "is of " + std::to_string(bits) + " bits";
  if (!is_odd(*modulus) || !is_odd(*exponent) || exponent->size() > kMostExponentBytes ||
      (exponent->size() == 1 && exponent->front() == std::byte{1}))
    return "has an exponent or a modulus that no RSA key has";
  return {};
}

}  // namespace

std::string check_key_parts(std::string_view type, sdk::ByteView parts) {
  if (type == "ssh-ed25519") return check_ed25519(WireReader(parts));
  if (type == "ssh-rsa") return check_rsa(WireReader(parts));
  const auto curve = std::find_if(kCurves.begin(), kCurves.end(), [&](const Curve& one) { return one.type == type; });
  return curve == kCurves.end() ? "is of another type" : check_ecdsa(*curve, WireReader(parts));
}

}  // namespace postern::ssh
