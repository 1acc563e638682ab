// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/sev_snp_issuer.h"

#include "common/attdoc/extra_data.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "common/sev_guest/parse_certificate_table.h"
#include "common/sev_guest/request_report.h"
#include "common/snp/parse_report.h"
#include "common/tpm2/tss_log.h"
#include "validators/gcp/issuer_document.h"
#include "validators/gcp/issuer_key.h"
#include "validators/gcp/issuer_metadata.h"

namespace postern::gcp {

using sdk::Failure;
using sdk::Result;

sdk::Description SevSnpIssuer::describe() {
  tpm2::quiet_tss_log();
  return {.id = "gcp-sev-snp",
          .version = "1.0.0",
          .summary = "Shows the SEV-SNP report and quotes the PCRs of a Compute Engine machine, and names it",
          .config_schema_json = kSevSnpIssuerSchema,
          .threading = POSTERN_THREADING_INSTANCE,
          .evidence = {{"gcp-sev-snp", "1.3.9900.3.2"}},
          .fields_out = {{"evidence", POSTERN_TYPE_BYTES}}};
}

Result<std::unique_ptr<SevSnpIssuer>> SevSnpIssuer::create(sdk::Call&, Config config) {
  return std::make_unique<SevSnpIssuer>(std::move(config));
}

Result<void> SevSnpIssuer::self_test(sdk::Call& call) {
  POSTERN_TRY(device, tpm2::Device::open(config_.device.tcti));
  POSTERN_CHECK(tell_key(call, device));
  POSTERN_TRY(made, sev_guest::request_report(call, config_.tsm, sdk::ByteVector(sev_guest::kReportDataSize)));
  const auto report = snp::parse_report(made.report);
  if (!report.ok()) return Failure::unavailable("the report cannot be read: " + report.failure().operator_text());
  call.info("launch measurement " + sdk::to_hex(report.value().measurement));
  return {};
}

// find_signer: from the host's table; what it lacks, from AMD. A host's table that cannot be read counts as none.
Result<snp::SignerCertificates> SevSnpIssuer::find_signer(const sdk::Call& call, const snp::Report& report,
                                                          sdk::ByteView certificate_table) const {
  auto parsed = sev_guest::parse_certificate_table(certificate_table);
  if (!parsed.ok()) call.warn(parsed.failure().operator_text());
  const sev_guest::CertificateTable table = parsed.ok() ? parsed.take() : sev_guest::CertificateTable();
  const sdk::ByteVector& vek = report.signing_key == snp::SigningKey::kVlek ? table.vlek : table.vcek;
  if (!vek.empty() && !table.ask.empty()) return snp::SignerCertificates{snp::to_pem(vek), snp::to_pem(table.ask), ""};
  auto completed = snp::complete_signer(call, report, {vek, table.ask}, config_.kds);
  if (completed.ok() || vek.empty()) return completed;
  call.warn("the gate has to find the report's issuers itself: " + completed.failure().operator_text());
  return snp::SignerCertificates{snp::to_pem(vek), "", ""};
}

// take_report: REPORT_DATA is SHA-256(UserData ‖ nonce), then zeros. CertChain is the issuer alone, as the reference
// has it.
Result<attdoc::SnpInstanceInfo> SevSnpIssuer::take_report(const sdk::Call& call, const sdk::Challenge& challenge) const {
  sdk::ByteVector report_data = attdoc::user_hash(challenge.channel_key, challenge.nonce);
  report_data.resize(sev_guest::kReportDataSize);
  POSTERN_TRY(made, sev_guest::request_report(call, config_.tsm, report_data));
  const auto report = snp::parse_report(made.report);
  if (!report.ok()) return Failure::unavailable("the report cannot be read: " + report.failure().operator_text());
  POSTERN_TRY(signer, find_signer(call, report.value(), made.certificate_table));
  attdoc::SnpInstanceInfo info;
  info.report_signer = sdk::to_vector(sdk::as_bytes(signer.vek));
  info.cert_chain = sdk::to_vector(sdk::as_bytes(signer.issuers));
  info.report = std::move(made.report);
  return info;
}

Result<void> SevSnpIssuer::issue(sdk::Call& call, const sdk::Challenge& challenge) {
  POSTERN_TRY(instance, fetch_instance(call, config_.metadata_url));
  POSTERN_TRY(info, take_report(call, challenge));
  info.gcp = attdoc::GcpInstance{instance.zone, instance.project_id, instance.instance_name};
  POSTERN_TRY(device, tpm2::Device::open(config_.device.tcti));
  POSTERN_TRY(key, open_ak(device));
  return emit_document(call, device, key, config_.device, attdoc::write_snp_instance_info(info), challenge);
}

}  // namespace postern::gcp
