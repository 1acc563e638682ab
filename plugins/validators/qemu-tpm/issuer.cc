// SPDX-License-Identifier: Apache-2.0
#include "validators/qemu-tpm/issuer.h"

#include "common/attdoc/extra_data.h"
#include "common/attdoc/write_document.h"
#include "common/tpm2/ak_name.h"
#include "common/tpm2/device_banks.h"
#include "common/tpm2/tss_log.h"

namespace postern::qemu_tpm {
using sdk::Result;

sdk::Description QemuTpmIssuer::describe() {
  tpm2::quiet_tss_log();
  return {.id = "qemu-tpm",
          .version = "1.0.0",
          .summary = "Quotes the PCRs of this machine's TPM",
          .config_schema_json = kIssuerSchema,
          .threading = POSTERN_THREADING_INSTANCE,
          .evidence = {{"qemu-vtpm", "1.3.9900.5.1"}},
          .fields_out = {{"evidence", POSTERN_TYPE_BYTES}}};
}

Result<std::unique_ptr<QemuTpmIssuer>> QemuTpmIssuer::create(sdk::Call&, Config config) {
  return std::make_unique<QemuTpmIssuer>(std::move(config));
}

Result<tpm2::DeviceKey> QemuTpmIssuer::open_key(tpm2::Device& device) const {
  return config_.ak_handle ? tpm2::DeviceKey::load(device, *config_.ak_handle)
                           : tpm2::DeviceKey::create(device, config_.hierarchy);
}

// self_test also tells the operator the TPM Name, which is what a gate's pinned_aks wants.
Result<void> QemuTpmIssuer::self_test(sdk::Call& call) {
  POSTERN_TRY(device, tpm2::Device::open(config_.device.tcti));
  POSTERN_TRY(key, open_key(device));
  call.info("attestation key " + sdk::to_hex(tpm2::ak_name(key.public_area())));
  return {};
}

Result<void> QemuTpmIssuer::issue(sdk::Call& call, const sdk::Challenge& challenge) {
  POSTERN_TRY(device, tpm2::Device::open(config_.device.tcti));
  POSTERN_TRY(key, open_key(device));
  attdoc::Document document;
  document.ak_pub = key.public_area().wire;
  document.user_data = sdk::to_vector(challenge.channel_key);
  POSTERN_TRY(quotes, tpm2::quote_banks(call, device, key,
                                          attdoc::quote_extra_data(document, challenge.nonce)));
  document.quotes = std::move(quotes);
  POSTERN_TRY(event_log, tpm2::read_event_log(config_.device));
  document.event_log = std::move(event_log);
  return call.emit("evidence", sdk::as_bytes(attdoc::write_document(document)));
}

}  // namespace postern::qemu_tpm
