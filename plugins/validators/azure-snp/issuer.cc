// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/issuer.h"

#include "common/attdoc/extra_data.h"
#include "common/attdoc/write_document.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "common/snp/parse_report.h"
#include "common/tpm2/ak_name.h"
#include "common/tpm2/device_banks.h"
#include "common/tpm2/tss_log.h"
#include "validators/azure-snp/issuer_hcl.h"
#include "validators/azure-snp/issuer_maa.h"
#include "validators/azure-snp/issuer_thim.h"

namespace postern::azure_snp {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr uint32_t kAkHandle = 0x81000003;  // where Azure keeps the virtual TPM's attestation key

Result<tpm2::DeviceKey> load_ak(tpm2::Device& device) {
  auto key = tpm2::DeviceKey::load(device, kAkHandle);
  if (key.ok()) return key;
  return Failure::misconfigured("/tcti", "no attestation key 0x81000003, which Azure keeps in its virtual TPMs: " +
                                             key.failure().operator_text());
}

Result<snp::Report> parse(const azure::HclReport& blob) {
  auto report = snp::parse_report(blob.report);
  if (report.ok()) return report;
  return Failure::unavailable("the machine's report cannot be read: " + report.failure().operator_text());
}

Result<azure::HclReport> take_blob(const sdk::Call& call, tpm2::Device& device, bool is_new, sdk::ByteView user_hash) {
  if (!is_new) return read_hcl_report(device);
  sdk::ByteVector user_data = sdk::to_vector(user_hash);
  user_data.resize(kUserDataSize);
  return refresh_hcl_report(call, device, user_data);
}

}  // namespace

sdk::Description AzureSnpIssuer::describe() {
  tpm2::quiet_tss_log();
  return {.id = "azure-snp",
          .version = "1.0.0",
          .summary = "Shows the SEV-SNP report and quotes the PCRs of an Azure confidential VM",
          .config_schema_json = kIssuerSchema,
          .threading = POSTERN_THREADING_INSTANCE,
          .evidence = {{"azure-sev-snp", "1.3.9900.4.1"}},
          .fields_out = {{"evidence", POSTERN_TYPE_BYTES}}};
}

Result<std::unique_ptr<AzureSnpIssuer>> AzureSnpIssuer::create(sdk::Call&, Config config) {
  return std::make_unique<AzureSnpIssuer>(std::move(config));
}

Result<void> AzureSnpIssuer::self_test(sdk::Call& call) {
  POSTERN_TRY(device, tpm2::Device::open(config_.device.tcti));
  POSTERN_TRY(key, load_ak(device));
  POSTERN_TRY(blob, read_hcl_report(device));
  POSTERN_TRY(report, parse(blob));
  call.info("attestation key " + sdk::to_hex(tpm2::ak_name(key.public_area())) + ", launch measurement " +
            sdk::to_hex(report.measurement));
  return {};
}

// make_info: what the machine says beside its TPM; the quotes cover it.
Result<attdoc::SnpInstanceInfo> AzureSnpIssuer::make_info(const sdk::Call& call, tpm2::Device& device,
                                                          const tpm2::DeviceKey& key, const Occasion& occasion) const {
  POSTERN_TRY(blob, take_blob(call, device, config_.refresh_report, occasion.user_hash));
  POSTERN_TRY(report, parse(blob));
  POSTERN_TRY(certificates, find_certificates(call, config_.imds_url, config_.kds, report));
  attdoc::SnpInstanceInfo info;
  info.report_signer = sdk::to_vector(sdk::as_bytes(certificates.vek));
  info.cert_chain = sdk::to_vector(sdk::as_bytes(certificates.chain));
  info.report = std::move(blob.report);
  info.azure = attdoc::AzureInstance{std::move(blob.runtime_data), ""};
  if (config_.maa_url.empty()) return info;
  POSTERN_TRY(token, request_maa_token(call, device, key,
                                       {config_.maa_url, occasion.user_hash, info, occasion.event_log}));
  info.azure->maa_token = std::move(token);
  return info;
}

Result<void> AzureSnpIssuer::issue(sdk::Call& call, const sdk::Challenge& challenge) {
  POSTERN_TRY(device, tpm2::Device::open(config_.device.tcti));
  POSTERN_TRY(key, load_ak(device));
  POSTERN_TRY(event_log, tpm2::read_event_log(config_.device));
  const Occasion occasion{attdoc::user_hash(challenge.channel_key, challenge.nonce), event_log};
  POSTERN_TRY(info, make_info(call, device, key, occasion));
  attdoc::Document document;
  document.ak_pub = key.public_area().wire;
  document.user_data = sdk::to_vector(challenge.channel_key);
  document.instance_info = sdk::to_vector(sdk::as_bytes(attdoc::write_snp_instance_info(info)));
  POSTERN_TRY(quotes, tpm2::quote_banks(call, device, key, attdoc::quote_extra_data(document, challenge.nonce)));
  document.quotes = std::move(quotes);
  document.event_log = std::move(event_log);
  return call.emit("evidence", sdk::as_bytes(attdoc::write_document(document)));
}

}  // namespace postern::azure_snp
