// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "common/pem/pem.h"
#include "postern/sdk/bytes.h"
#include "postern/sdk/result.h"

namespace postern::x509 {

using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

inline constexpr std::size_t kMaxCertificate = 16 * 1024;  // bytes of DER

// Certificate: one X.509 v3 certificate (RFC 5280) as its DER says, parsed and nothing verified. Cheap to
// copy: copies share the parsed form, which nothing changes after parsing, so any thread may read it. Made by
// parse_certificate.
class Certificate {
 public:
  X509* get() const { return parsed_.get(); }
  const sdk::ByteVector& der() const { return *der_; }

  // common_name, issuer_common_name: the one CN of the subject and of the issuer, in UTF-8; nothing when
  // there is none, when there are several, or when it holds a NUL.
  std::optional<std::string> common_name() const;
  std::optional<std::string> issuer_common_name() const;

  // label, issuer_label: the CN of the subject and of the issuer for texts and subjects of denials: printable
  // ASCII without spaces, at most 64 characters, others replaced by '?'; "unnamed" when there is no CN. Never
  // to decide by.
  std::string label() const;
  std::string issuer_label() const;

  // serial: the serial number in lower-case hex, "00" for zero, with a leading '-' when it is negative.
  std::string serial() const;

  // not_before, not_after: the validity, both ends included (RFC 5280, 4.1.2.5). Up to the year 9999, for
  // which Time is too fine.
  std::chrono::sys_seconds not_before() const { return not_before_; }
  std::chrono::sys_seconds not_after() const { return not_after_; }

  // is_ca: the basic constraints say CA:TRUE. is_self_issued: issuer and subject are the same name; says
  // nothing about whose signature it has.
  bool is_ca() const;
  bool is_self_issued() const;

  // extension: the content of extnValue (without the OCTET STRING around it) of the extension with that OID,
  // "1.3.6.1.4.1.3704.1.4", or nothing. At most one has it: parse_certificate refuses a second. The view
  // lives as long as a copy of this certificate.
  std::optional<sdk::ByteView> extension(const char* oid) const;

  // public_key: the subject's key; owned by the certificate. nullptr when OpenSSL does not know its kind.
  EVP_PKEY* public_key() const { return X509_get0_pubkey(parsed_.get()); }

 private:
  friend sdk::Result<Certificate> parse_certificate(sdk::ByteView der, std::string_view what);
  Certificate() = default;

  std::shared_ptr<X509> parsed_;
  std::shared_ptr<const sdk::ByteVector> der_;
  std::chrono::sys_seconds not_before_, not_after_;
};

}  // namespace postern::x509
