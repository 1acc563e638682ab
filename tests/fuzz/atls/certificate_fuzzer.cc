// SPDX-License-Identifier: Apache-2.0
// A peer's certificate in DER, before it is trusted. Properties: what is read out is what stands in it, the
// same after re-encoding; the channel key is the digest of the key under which it verified; the evidence is
// the first extension of a known type, byte for byte and within the limit.

#include <openssl/sha.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "host/atls/certificate_policy.h"

namespace {

using namespace postern;
using namespace postern::atls;

constexpr std::size_t kMaxEvidence = 256;

void require(bool holds) {
  if (!holds) std::abort();
}

class OneType final : public attest::Examiner {
 public:
  std::string evidence_type(std::string_view oid) const override {
    return oid == "1.3.9900.1.1" ? "dummy" : "";
  }
  std::variant<attest::IdentityPtr, attest::Refusal> examine(attest::Evidence, const std::string&) override {
    std::abort();
  }
};

X509Ptr decode(const uint8_t* data, std::size_t size) {
  return X509Ptr(d2i_X509(nullptr, &data, static_cast<long>(size)));
}

void require_same(const PeerCertificate& a, const PeerCertificate& b) {
  require(a.channel_key == b.channel_key && a.not_before == b.not_before && a.not_after == b.not_after);
  require(std::equal(a.extensions.begin(), a.extensions.end(), b.extensions.begin(), b.extensions.end(),
                     [](const CertificateExtension& x, const CertificateExtension& y) {
                       return x.oid == y.oid && std::equal(x.content.begin(), x.content.end(),
                                                           y.content.begin(), y.content.end());
                     }));
}

void reencode(const PeerCertificate& first) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(first.certificate, &der);
  require(size > 0);
  const OpensslBytesPtr owner(der);
  const X509Ptr again = decode(der, static_cast<std::size_t>(size));
  require(again != nullptr);
  const auto second = parse_peer_certificate(again.get());
  require(std::holds_alternative<PeerCertificate>(second));
  require_same(first, std::get<PeerCertificate>(second));
}

void verify(const PeerCertificate& parsed) {
  const auto verified = verify_self_signed(parsed);
  const auto* certificate = std::get_if<SelfSigned>(&verified);
  if (certificate == nullptr) return;
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(X509_get0_pubkey(parsed.certificate), &der);
  require(size > 0);
  const OpensslBytesPtr owner(der);
  ChannelKey digest;
  SHA256(der, static_cast<std::size_t>(size), reinterpret_cast<unsigned char*>(digest.data()));
  require(digest == certificate->fields().channel_key);
  const auto presented = check_evidence(*certificate, OneType(), kMaxEvidence);
  if (const auto* evidence = std::get_if<PresentedEvidence>(&presented)) {
    const auto first = std::find_if(parsed.extensions.begin(), parsed.extensions.end(),
                                    [](const auto& extension) { return extension.oid == "1.3.9900.1.1"; });
    require(first != parsed.extensions.end() && evidence->type == "dummy");
    require(evidence->document.data() == first->content.data() && evidence->document.size() <= kMaxEvidence);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const X509Ptr certificate = decode(data, size);
  if (!certificate) return 0;
  const auto parsed = parse_peer_certificate(certificate.get());
  if (const auto* refusal = std::get_if<attest::Refusal>(&parsed)) {
    require(refusal->reason.code == POSTERN_REASON_CERTIFICATE_INVALID);
    return 0;
  }
  reencode(std::get<PeerCertificate>(parsed));
  verify(std::get<PeerCertificate>(parsed));
  return 0;
}
