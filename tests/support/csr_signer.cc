// SPDX-License-Identifier: Apache-2.0
#include "support/csr_signer.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>

#include "common/encoding/base64.h"

namespace postern::test {
namespace {

const std::string kObjects = "/apis/certificates.k8s.io/v1/certificatesigningrequests";

void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(std::string("OpenSSL: ") + what);
}

struct FreeOpenssl {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_REQ* request) const { X509_REQ_free(request); }
};
template <typename T>
using Ptr = std::unique_ptr<T, FreeOpenssl>;

Ptr<BIO> reader_of(const std::string& pem) {
  return Ptr<BIO>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

void add_extension(X509* certificate, X509* ca, int nid, const std::string& text) {
  if (text.empty()) return;
  X509V3_CTX context;
  X509V3_set_ctx(&context, ca, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, text.c_str());
  require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, text.c_str());
  X509_EXTENSION_free(extension);
}

void set_subject(X509* certificate, X509_REQ* request, const SignerManner& manner) {
  X509_set_subject_name(certificate, X509_REQ_get_subject_name(request));
  if (manner.common_name.empty()) return;
  X509_NAME* name = X509_NAME_new();
  const auto add = [&](const char* field, const std::string& text) {
    X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.c_str()), -1, -1, 0);
  };
  add("O", "system:nodes");
  add("CN", manner.common_name);
  X509_set_subject_name(certificate, name);
  X509_NAME_free(name);
}

bool has_condition(const nlohmann::json& object, const std::string& type) {
  for (const auto& condition : object.value("/status/conditions"_json_pointer, nlohmann::json::array()))
    if (condition["type"] == type) return true;
  return false;
}

}  // namespace

std::string sign_request(const PemPair& ca, const std::string& request_pem, const SignerManner& manner) {
  const Ptr<X509> issuer(PEM_read_bio_X509(reader_of(ca.certificate).get(), nullptr, nullptr, nullptr));
  const Ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(reader_of(ca.key).get(), nullptr, nullptr, nullptr));
  const Ptr<X509_REQ> request(PEM_read_bio_X509_REQ(reader_of(request_pem).get(), nullptr, nullptr, nullptr));
  require(issuer && key && request, "reading PEM");
  const Ptr<EVP_PKEY> other(EVP_EC_gen("P-256"));
  const Ptr<X509> made(X509_new());
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 4711);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), manner.first_second);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), manner.last_second);
  set_subject(made.get(), request.get(), manner);
  X509_set_issuer_name(made.get(), X509_get_subject_name(issuer.get()));
  X509_set_pubkey(made.get(), manner.signs_another_key ? other.get() : X509_REQ_get0_pubkey(request.get()));
  add_extension(made.get(), issuer.get(), NID_basic_constraints, manner.basic_constraints);
  add_extension(made.get(), issuer.get(), NID_key_usage, manner.key_usage);
  add_extension(made.get(), issuer.get(), NID_ext_key_usage, manner.extended_key_usage);
  add_extension(made.get(), issuer.get(), NID_subject_alt_name, manner.names);
  require(X509_sign(made.get(), key.get(), EVP_sha256()) > 0, "X509_sign");
  const Ptr<BIO> out(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_X509(out.get(), made.get()) == 1, "writing PEM");
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

CsrSigner::CsrSigner(Ask ask, Answer answer) : ask_(std::move(ask)), answer_(std::move(answer)) {
  worker_ = std::thread([this] {
    while (!stops_) {
      look();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
}

CsrSigner::~CsrSigner() {
  stops_ = true;
  worker_.join();
}

void CsrSigner::look() {
  const nlohmann::json list = ask_("GET", kObjects, {});
  if (!list.is_object() || !list.contains("items") || !list["items"].is_array()) return;
  for (nlohmann::json object : list["items"]) {
    const bool is_answered = object.contains("/status/certificate"_json_pointer) || has_condition(object, "Failed");
    if (is_answered || !has_condition(object, "Approved") || !answer_(object)) continue;
    // Objects in lists are written without these, and updates need them.
    object["apiVersion"] = "certificates.k8s.io/v1";
    object["kind"] = "CertificateSigningRequest";
    ask_("PUT", kObjects + "/" + object["metadata"]["name"].get<std::string>() + "/status", object);
  }
}

std::string request_of(const nlohmann::json& object) {
  const std::string text = object["spec"]["request"];
  std::string out(text.size() / 4 * 3, '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  require(size >= 0, "base64");
  return out;  // zeros behind PEM text do no harm
}

CsrSigner::Answer issue(PemPair ca, SignerManner manner) {
  return [ca = std::move(ca), manner = std::move(manner)](nlohmann::json& object) {
    object["status"]["certificate"] =
        encoding::encode_base64(sdk::as_bytes(sign_request(ca, request_of(object), manner)));
    return true;
  };
}

CsrSigner::Answer fail(std::string message) {
  return [message = std::move(message)](nlohmann::json& object) {
    object["status"]["conditions"].push_back(
        {{"type", "Failed"}, {"status", "True"}, {"reason", "SignerValidationFailure"}, {"message", message}});
    return true;
  };
}

}  // namespace postern::test
