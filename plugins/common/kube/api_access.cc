// SPDX-License-Identifier: Apache-2.0
#include "common/kube/api_access.h"

#include "common/crypto/secret_text.h"
#include "common/pem/pem.h"

namespace postern::kube {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";
constexpr std::string_view kBearer = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=";
constexpr std::size_t kMaxBearer = 16 * 1024;

sdk::Failure unusable(std::string what) { return sdk::Failure::misconfigured("", std::move(what)); }

}  // namespace

sdk::Result<void> check_credentials(const ApiAccess& access) {
  if (common::parse_certificates(access.ca).empty())
    return unusable("the cluster's CA holds no readable PEM certificate");
  if (access.client_cert.empty() && access.token.size() == 0)
    return unusable("there is neither a client certificate nor a token to authenticate with");
  if (access.client_cert.empty()) return {};
  const auto chain = common::parse_certificates(access.client_cert);
  if (chain.empty()) return unusable("the client certificate is not readable PEM");
  const auto key = common::parse_private_key(common::text_of(access.client_key));
  if (!key) return unusable("the client key is not a readable PEM private key without passphrase");
  if (X509_check_private_key(chain.front().get(), key.get()) != 1)
    return unusable("the client key does not belong to the client certificate");
  return {};
}

sdk::Result<sdk::Secret> take_bearer(sdk::ByteView content) {
  std::string_view text(reinterpret_cast<const char*>(content.data()), content.size());
  const std::size_t first = text.find_first_not_of(kWhiteSpace);
  if (first == text.npos) return unusable("the token is empty");
  text = text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
  if (text.size() > kMaxBearer || text.find_first_not_of(kBearer) != text.npos)
    return unusable("the token has characters that no bearer token has, or is longer than 16 KiB");
  return sdk::Secret(sdk::as_bytes(text));
}

}  // namespace postern::kube
