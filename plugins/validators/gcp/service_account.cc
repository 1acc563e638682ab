// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/service_account.h"

#include "common/crypto/secret_text.h"
#include "validators/gcp/secret_object.h"

namespace postern::gcp {
namespace {

using nlohmann::json;

constexpr common::JsonLimits kLimits{.bytes = 16 * 1024, .values = 64, .depth = 4};
constexpr std::size_t kLongestText = 512;  // bytes

// text_of: a short text; empty when it is not there.
std::string text_of(const json& object, const char* name) {
  const json* value = common::find_member(object, name);
  if (value == nullptr || !value->is_string() || value->get_ref<const std::string&>().size() > kLongestText) return {};
  return value->get<std::string>();
}

}  // namespace

sdk::Result<ServiceAccount> parse_service_account(sdk::ByteView file, const std::string& secret_name) {
  const auto refused = [&](const std::string& text) {
    return sdk::Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED)
        .about(secret_name)
        .text("secret '" + secret_name + "' is no service-account key file: " + text);
  };
  auto object = read_secret_object(file, "private_key", kLimits);
  if (!object.ok()) return refused(object.failure().operator_text());
  const json& rest = object.value().rest;
  if (text_of(rest, "type") != "service_account") return refused("its type is not \"service_account\"");
  ServiceAccount account{text_of(rest, "client_email"), text_of(rest, "private_key_id"),
                         common::parse_private_key(common::text_of(object.value().secret))};
  if (account.client_email.empty()) return refused("it has no client_email");
  if (!account.key || EVP_PKEY_is_a(account.key.get(), "RSA") != 1) return refused("private_key is no RSA key in PEM");
  return account;
}

}  // namespace postern::gcp
