// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/sev_es_issuer.h"

#include "common/tpm2/tss_log.h"
#include "validators/gcp/issuer_document.h"
#include "validators/gcp/issuer_key.h"
#include "validators/gcp/issuer_metadata.h"

namespace postern::gcp {

using sdk::Result;

sdk::Description SevEsIssuer::describe() {
  tpm2::quiet_tss_log();
  return {.id = "gcp-sev-es",
          .version = "1.0.0",
          .summary = "Quotes the PCRs of a Compute Engine machine and names it",
          .config_schema_json = kSevEsIssuerSchema,
          .threading = POSTERN_THREADING_INSTANCE,
          .evidence = {{"gcp-sev-es", "1.3.9900.3.1"}},
          .fields_out = {{"evidence", POSTERN_TYPE_BYTES}}};
}

Result<std::unique_ptr<SevEsIssuer>> SevEsIssuer::create(sdk::Call&, Config config) {
  return std::make_unique<SevEsIssuer>(std::move(config));
}

Result<void> SevEsIssuer::self_test(sdk::Call& call) {
  POSTERN_TRY(device, tpm2::Device::open(config_.device.tcti));
  return tell_key(call, device);
}

Result<void> SevEsIssuer::issue(sdk::Call& call, const sdk::Challenge& challenge) {
  POSTERN_TRY(instance, fetch_instance(call, config_.metadata_url));
  POSTERN_TRY(device, tpm2::Device::open(config_.device.tcti));
  POSTERN_TRY(key, open_ak(device));
  return emit_document(call, device, key, config_.device, write_instance(instance), challenge);
}

}  // namespace postern::gcp
