// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/issuer_maa.h"

#include "common/tpm2/device_nv.h"
#include "common/tpm2/device_quote.h"
#include "common/tpm2/parse_event_log.h"
#include "validators/azure-snp/issuer_maa_answer.h"
#include "validators/azure-snp/issuer_maa_log.h"
#include "validators/azure-snp/issuer_maa_request.h"

namespace postern::azure_snp {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr uint32_t kAkCertificateIndex = 0x01C101D0;
constexpr std::size_t kLongestCertificate = 16 * 1024, kLongestAnswer = 256 * 1024;  // bytes

Result<sdk::ByteVector> read_ak_certificate(tpm2::Device& device) {
  POSTERN_TRY(content, tpm2::read_nv(device, kAkCertificateIndex, kLongestCertificate));
  if (content) return std::move(*content);
  return Failure::unavailable("Microsoft Azure Attestation wants the attestation key's certificate, but the TPM has none in " +
                              tpm2::nv_name(kAkCertificateIndex));
}

Result<sdk::ByteVector> shortened(const std::optional<sdk::ByteVector>& event_log) {
  if (!event_log) return sdk::ByteVector();
  auto log = tpm2::parse_event_log(*event_log);
  if (log.ok()) return write_maa_log(log.value());
  return Failure::unavailable("the event log cannot be read: " + log.failure().operator_text());
}

}  // namespace

Result<std::string> request_maa_token(const sdk::Call& call, tpm2::Device& device, const tpm2::DeviceKey& ak,
                                      const MaaDemand& demand) {
  POSTERN_TRY(ak_cert, read_ak_certificate(device));
  POSTERN_TRY(event_log, shortened(demand.event_log));
  POSTERN_TRY(quote, tpm2::take_quote(device, ak, {tpm2::HashAlgorithm::kSha256, tpm2::kAllPcrs}, demand.nonce));
  POSTERN_TRY(key, tpm2::TransportKey::create(device, quote.pcrs));
  POSTERN_TRY(key_word, key.certify(ak));
  POSTERN_TRY(body, write_maa_request({demand.nonce, demand.info, event_log, ak.public_area().wire, ak_cert, quote,
                                       key.public_area(), key_word}));
  const std::string url = demand.url + "/attest/AzureGuest?api-version=2020-10-01";
  POSTERN_TRY(answer, call.fetch({.url = url,
                                  .max_bytes = kLongestAnswer,
                                  .headers = "Content-Type: application/json",
                                  .post = true,
                                  .body = body}));
  POSTERN_TRY(encrypted, parse_maa_answer(answer));
  POSTERN_TRY(aes_key, key.decrypt(encrypted.key));
  return decrypt_token(encrypted, aes_key);
}

}  // namespace postern::azure_snp
