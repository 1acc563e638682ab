// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/issuer_document.h"

#include "common/attdoc/extra_data.h"
#include "common/attdoc/write_document.h"
#include "common/tpm2/ak_name.h"
#include "common/tpm2/device_banks.h"
#include "validators/gcp/issuer_key.h"

namespace postern::gcp {

using sdk::Result;

Result<void> emit_document(const sdk::Call& call, tpm2::Device& device, const tpm2::DeviceKey& key,
                           const tpm2::DeviceSettings& settings, const std::string& instance_info,
                           const sdk::Challenge& challenge) {
  attdoc::Document document;
  document.ak_pub = key.public_area().wire;
  document.user_data = sdk::to_vector(challenge.channel_key);
  document.instance_info = sdk::to_vector(sdk::as_bytes(instance_info));
  POSTERN_TRY(certificate, read_ak_certificate(device));
  document.ak_cert = std::move(certificate);
  POSTERN_TRY(quotes, tpm2::quote_banks(call, device, key, attdoc::quote_extra_data(document, challenge.nonce)));
  document.quotes = std::move(quotes);
  POSTERN_TRY(event_log, tpm2::read_event_log(settings));
  document.event_log = std::move(event_log);
  return call.emit("evidence", sdk::as_bytes(attdoc::write_document(document)));
}

Result<void> tell_key(const sdk::Call& call, tpm2::Device& device) {
  POSTERN_TRY(key, open_ak(device));
  POSTERN_TRY(certificate, read_ak_certificate(device));
  call.info("attestation key " + sdk::to_hex(tpm2::ak_name(key.public_area())) +
            (certificate.empty() ? ", without a certificate" : ", with a certificate"));
  return {};
}

}  // namespace postern::gcp
