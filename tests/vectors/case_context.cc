// SPDX-License-Identifier: Apache-2.0
#include "vectors/case_context.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

namespace postern::vectors {
namespace {

using tpm2::Time;

// The manifest writes times as "2026-02-03T10:11:59Z", "2026-02-03 10:11:59" and "2026-02-03".
std::optional<Time> time_of(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  std::string text = value;
  if (text.size() == 10) text += "T00:00:00Z";
  if (text.size() == 19) text += "Z";
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';
  return tpm2::parse_time(text);
}

std::optional<Time> member_time(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? time_of(object[key]) : std::nullopt;
}

std::optional<Time> middle(const Json& object, const char* key) {
  if (!object.is_object() || !object.contains(key)) return std::nullopt;
  const Json& both = object[key];
  if (!both.is_array() || both.size() != 2) return std::nullopt;
  const auto start = time_of(both[0]), end = time_of(both[1]);
  if (!start || !end) return std::nullopt;
  return *start + (*end - *start) / 2;
}

std::optional<Time> stated(const Json& expected) {
  if (auto time = member_time(expected, "verify_time")) return time;
  if (auto time = middle(expected, "verify_time_within")) return time;
  return middle(expected, "vek_validity");
}

std::optional<Time> time_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return Time(std::chrono::seconds(timegm(&parts)));
}

// Read with OpenSSL alone: the certificate may be one that the code under test refuses.
std::optional<Time> middle_of_certificate(const std::string& content) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new_mem_buf(content.data(), static_cast<int>(content.size())),
                                                      BIO_free);
  const bool is_pem = content.find("-----BEGIN") != std::string::npos;
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      is_pem ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : d2i_X509_bio(bio.get(), nullptr), X509_free);
  if (!certificate) return std::nullopt;
  const auto start = time_of(X509_get0_notBefore(certificate.get())), end = time_of(X509_get0_notAfter(certificate.get()));
  if (!start || !end) return std::nullopt;
  return *start + (*end - *start) / 2;
}

}  // namespace

const VectorCase* base_of(const Manifest& manifest, const VectorCase& vector) {
  return vector.derived_from.empty() ? nullptr : manifest.find(vector.derived_from);
}

Time verify_time(const Manifest& manifest, const VectorCase& vector, const CaseFiles& files) {
  if (auto time = member_time(vector.expected, "verify_time")) return *time;
  if (files.has("config.json"))
    if (auto time = member_time(files.json("config.json"), "verify_time")) return *time;
  if (auto time = stated(vector.expected)) return *time;
  if (const VectorCase* base = base_of(manifest, vector))
    if (auto time = stated(base->expected)) return *time;
  if (const std::string* vek = files.first({"vek.pem", "vek.der", "vcek.pem", "vcek.der", "vlek.pem", "vlek.der"}))
    if (auto time = middle_of_certificate(*vek)) return *time;
  if (auto time = member_time(manifest.whole(), "created")) return *time;
  return Time(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1));
}

}  // namespace postern::vectors
