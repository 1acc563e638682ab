// SPDX-License-Identifier: Apache-2.0
//
// Whatever is accepted as a kubelet's request is DER and yields a certificate for a node of the group of nodes and nothing
// else: no CA, no name but the addresses, the request's key. So that signatures do not keep the search out, each input is
// tried as it is and signed anew.
#include <openssl/x509v3.h>

#include <algorithm>

#include "backends/kube-token/kubelet_cert/issued_usages.h"
#include "backends/kube-token/kubelet_cert/sign_certificate.h"
#include "common/csr/dns_name.h"
#include "common/csr/node_subject.h"
#include "common/csr/parse_csr.h"
#include "common/x509/parse_certificate.h"
#include "fuzz/tpm2/require.h"
#include "support/recording_host.h"
#include "support/test_pki.h"

using namespace postern;

namespace {

using Bytes = sdk::ByteVector;

struct Bench {
  test::RecordingHost host;
  test::TestCa ca{"kubernetes"};
  EVP_PKEY* node_key = EVP_EC_gen("P-256");
  x509::Time now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  kube_token::CertificateAuthority authority =
      kube_token::check_authority(kube_token::read_ca_certificate(ca.certificate()).take(), sdk::as_bytes(ca.key()), now).take();
};

Bench& bench() {
  static Bench bench;
  return bench;
}

Bytes written(X509_REQ* request) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_REQ(request, &der);
  fuzz::require(size > 0, "OpenSSL writes what was accepted");
  const auto* first = reinterpret_cast<const std::byte*>(der);
  Bytes out(first, first + size);
  OPENSSL_free(der);
  return out;
}

void require_refusal(const sdk::Failure& failure) {
  fuzz::require(failure.status() == POSTERN_DENIED && failure.code() == POSTERN_REASON_REQUEST_INVALID, "a refusal is a denial");
  const std::string& shown = failure.observed();
  fuzz::require(shown.size() <= 64 && std::all_of(shown.begin(), shown.end(), [](char c) { return c >= ' ' && c <= '~'; }),
                "what is shown can stand in a log line");
}

void require_node_certificate(const csr::NodeCsr& request) {
  const auto pem = kube_token::sign_certificate(request, bench().authority, bench().now);
  if (!pem.ok()) return;
  const auto made = x509::parse_one_certificate(sdk::as_bytes(pem.value()), "made");
  fuzz::require(made.ok(), "OpenSSL parses what was signed");
  const x509::Certificate& certificate = made.value();
  fuzz::require(certificate.common_name() == "system:node:" + request.node_name(), "the subject is the node's");
  fuzz::require(csr::check_node_subject(X509_get_subject_name(certificate.get())).ok(), "the subject is nothing else");
  fuzz::require(!certificate.is_ca(), "it is no CA");
  fuzz::require(kube_token::check_usages(certificate, true).empty(), "its usages are a kubelet's");
  fuzz::require(kube_token::check_names(certificate, request.names()).empty(), "it has no names but addresses");
  fuzz::require(X509_get_ext_count(certificate.get()) == (request.names().addresses.empty() ? 5 : 6), "it has no other extension");
  fuzz::require(EVP_PKEY_eq(certificate.public_key(), request.verified().public_key()) == 1, "it is for the request's key");
  fuzz::require(X509_verify(certificate.get(), bench().authority.key()) == 1, "the CA signed it");
}

void judge(sdk::ByteView der) {
  const auto parsed = csr::parse_csr(der);
  if (!parsed.ok()) return require_refusal(parsed.failure());
  fuzz::require(written(parsed.value().get()) == sdk::to_vector(der), "written again it is the same bytes");
  const auto verified = csr::verify_csr(parsed.value());
  if (!verified.ok()) return require_refusal(verified.failure());
  const auto node = csr::check_node_csr(verified.value());
  if (!node.ok()) return require_refusal(node.failure());
  fuzz::require(csr::is_dns_subdomain(node.value().node_name()), "a node's name is one");
  require_node_certificate(node.value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  static_cast<void>(bench());
  judge(whole);
  const auto parsed = csr::parse_csr(whole);
  if (!parsed.ok()) return 0;
  X509_REQ* request = X509_REQ_dup(parsed.value().get());
  if (request == nullptr) return 0;
  if (X509_REQ_set_pubkey(request, bench().node_key) == 1 && X509_REQ_sign(request, bench().node_key, EVP_sha256()) > 0)
    judge(written(request));
  X509_REQ_free(request);
  return 0;
}
