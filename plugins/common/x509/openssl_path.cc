// SPDX-License-Identifier: Apache-2.0
#include "common/x509/openssl_path.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>

#include "common/x509/verify_chain.h"

namespace postern::x509 {
namespace {

constexpr int kSecurityLevel = 2;  // at least 112 bits: no SHA-1, no RSA below 2048 bits

struct FreeOpenssl {
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
  void operator()(STACK_OF(X509) * list) const { sk_X509_free(list); }
};

sdk::Failure refused(std::string_view code, const Certificate& at, std::string text) {
  ERR_clear_error();
  return sdk::Failure::denied(code)
      .about("certificate." + at.label())
      .spec("RFC 5280, 6.1")
      .peer("the certificate chain is not valid")
      .text(std::move(text));
}

sdk::Failure explain(X509_STORE_CTX* context, std::span<const Certificate> path) {
  const int error = X509_STORE_CTX_get_error(context);
  const auto depth = static_cast<std::size_t>(std::max(0, X509_STORE_CTX_get_error_depth(context)));
  const Certificate& at = path[std::min(depth, path.size() - 1)];
  const bool is_time = error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
  return refused(is_time ? POSTERN_REASON_CERTIFICATE_EXPIRED : POSTERN_REASON_CHAIN_INVALID, at,
                 "certificate " + at.label() + ": " + X509_verify_cert_error_string(error));
}

bool is_path(const STACK_OF(X509) * found, std::span<const Certificate> path) {
  if (found == nullptr || static_cast<std::size_t>(sk_X509_num(found)) != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i)
    if (X509_cmp(sk_X509_value(found, static_cast<int>(i)), path[i].get()) != 0) return false;
  return true;
}

}  // namespace

sdk::Result<void> check_openssl_path(std::span<const Certificate> path, std::chrono::sys_seconds now) {
  const std::unique_ptr<X509_STORE, FreeOpenssl> store(X509_STORE_new());
  const std::unique_ptr<STACK_OF(X509), FreeOpenssl> between(sk_X509_new_null());
  const std::unique_ptr<X509_STORE_CTX, FreeOpenssl> context(X509_STORE_CTX_new());
  bool fine = store && between && context && X509_STORE_add_cert(store.get(), path.back().get()) == 1;
  for (std::size_t i = 1; fine && i + 1 < path.size(); ++i)
    fine = sk_X509_push(between.get(), path[i].get()) > 0;
  fine = fine && X509_STORE_CTX_init(context.get(), store.get(), path.front().get(), between.get()) == 1;
  if (!fine) return sdk::Failure::internal("OpenSSL cannot set up the check of a certificate chain");
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(rules, static_cast<time_t>(now.time_since_epoch().count()));
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_CHECK_SS_SIGNATURE | X509_V_FLAG_TRUSTED_FIRST);
  X509_VERIFY_PARAM_set_depth(rules, static_cast<int>(kMaxIssuers));
  X509_VERIFY_PARAM_set_auth_level(rules, kSecurityLevel);
  if (X509_verify_cert(context.get()) != 1) return explain(context.get(), path);
  if (!is_path(X509_STORE_CTX_get0_chain(context.get()), path))
    return refused(POSTERN_REASON_CHAIN_INVALID, path.front(), "OpenSSL finds another certificate chain");
  return {};
}

}  // namespace postern::x509
