// SPDX-License-Identifier: Apache-2.0
#include "vectors/certificate_facts.h"

#include <openssl/x509.h>

#include <cstdio>
#include <memory>

#include "common/tpm2/digest.h"
#include "common/x509/spki_pin.h"

namespace postern::vectors {
namespace {

std::string name_text(const X509_NAME* name) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return size <= 0 ? std::string() : std::string(text, static_cast<std::size_t>(size));
}

std::string time_text(x509::Time time, const char* between, const char* end) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  char text[80];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u%s%02d:%02d:%02d%s", int(date.year()), unsigned(date.month()),
                unsigned(date.day()), between, int(clock.hours().count()), int(clock.minutes().count()),
                int(clock.seconds().count()), end);
  return text;
}

}  // namespace

Json certificate_facts(const x509::Certificate& certificate, const char* between, const char* end) {
  return {{"subject", name_text(X509_get_subject_name(certificate.get()))},
          {"issuer", name_text(X509_get_issuer_name(certificate.get()))},
          {"not_before", time_text(certificate.not_before(), between, end)},
          {"not_after", time_text(certificate.not_after(), between, end)},
          {"cert_sha256", sdk::to_hex(tpm2::digest(tpm2::HashAlgorithm::kSha256, {certificate.der()}))},
          {"spki_sha256", x509::to_text(x509::spki_pin(certificate))}};
}

}  // namespace postern::vectors
