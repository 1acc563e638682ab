// SPDX-License-Identifier: Apache-2.0
#include "support/azure_vm.h"

#include "common/encoding/base64url.h"
#include "support/nv_contents.h"
#include "support/rsa_from_tpm.h"

namespace postern::test {

using nlohmann::ordered_json;

AzureVm::AzureVm() : ak_pub_(make_persistent(tpm_, kAzureAkHandle)) {
  facts.runtime_data = runtime_data(std::string(128, '0'));
  install_blob();
}

// As machines had it before they had HCLEkPub too: an NV index of a software TPM takes no more.
std::string AzureVm::runtime_data(const std::string& user_data) const {
  const ordered_json key{{"kid", "HCLAkPub"},
                         {"key_ops", {"sign"}},
                         {"kty", "RSA"},
                         {"e", "AQAB"},
                         {"n", encoding::encode_base64url(modulus_of(ak_pub_))}};
  const ordered_json configuration{{"secure-boot", true}, {"vmUniqueId", "00000000-0000-4000-8000-0123456789AB"}};
  return ordered_json{{"keys", {key}}, {"vm-configuration", configuration}, {"user-data", user_data}}.dump();
}

void AzureVm::remove_ak() const { remove_key(tpm_, kAzureAkHandle); }
void AzureVm::install(uint32_t index, const ByteVector& content) const { install_nv(tpm_, index, content); }
void AzureVm::remove(uint32_t index) const { remove_nv(tpm_, index); }

nlohmann::json AzureVm::thim_answer() const {
  const auto pem = [](const CertificateParts& parts) { return write_certificate(parts).pem; };
  char tcb[17];
  std::snprintf(tcb, sizeof tcb, "%016lX", static_cast<unsigned long>(facts.report.reported_tcb));
  return {{"vcekCert", pem(facts.pki.vek(facts.vek))},
          {"tcbm", tcb},
          {"certificateChain", pem(facts.pki.ask()) + pem(facts.pki.ark())},
          {"cacheControl", "86400"}};
}

}  // namespace postern::test
