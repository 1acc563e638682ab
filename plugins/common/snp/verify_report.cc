// SPDX-License-Identifier: Apache-2.0
#include "common/snp/verify_report.h"

#include <openssl/crypto.h>

#include <algorithm>

#include "common/snp/report_signature.h"

namespace postern::snp {
namespace {

using sdk::Failure;
using sdk::Result;

Failure refused(std::string_view code, std::string subject, std::string text) {
  return Failure::denied(code)
      .about(std::move(subject))
      .spec("AMD 56860 rev. 1.58, 7.3, ATTESTATION_REPORT")
      .peer("the attestation report does not fit its certificate")
      .text(std::move(text));
}

std::string name_of(SigningKey key) {
  switch (key) {
    case SigningKey::kVcek:
      return "VCEK";
    case SigningKey::kVlek:
      return "VLEK";
    case SigningKey::kNone:
      return "none";
  }
  return "unknown";
}

Result<void> check_role(const Report& report, const VekCertificate& vek) {
  const SigningKey wanted = vek.role == VekRole::kVcek ? SigningKey::kVcek : SigningKey::kVlek;
  if (report.signing_key == wanted) return {};
  return refused(POSTERN_REASON_CHAIN_INVALID, "snp.signing_key",
                 "the report names another key than the one whose certificate it came with")
      .expected(name_of(wanted))
      .observed(name_of(report.signing_key));
}

Result<void> check_product(const Report& report, const VekCertificate& vek) {
  if (!report.cpuid) {
    if (vek.product != ProductLine::kTurin) return {};
    return refused(POSTERN_REASON_REPORT_VERSION, "snp.report",
                   "reports of version 2 are not understood from Turin: how they pack TCBs is not public")
        .expected("3 or later")
        .observed(std::to_string(report.version));
  }
  const auto product = product_of_cpuid(report.cpuid->family, report.cpuid->model);
  if (product == vek.product) return {};
  return refused(POSTERN_REASON_PRODUCT_MISMATCH, "snp.product",
                 "the report comes from another product than its certificate, or from an unknown one")
      .expected(std::string(name_of(vek.product)))
      .observed(product ? std::string(name_of(*product))
                        : "family " + std::to_string(report.cpuid->family) + " model " +
                              std::to_string(report.cpuid->model));
}

std::string join(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

Result<void> check_reported_tcb(const TcbVersion& reported, const VekCertificate& vek) {
  const auto different = different_components(reported, vek.tcb);
  if (different.empty()) return {};
  return refused(POSTERN_REASON_TCB_MISMATCH, "snp.tcb.reported",
                 "the reported TCB is not the one that the certificate is for: " + join(different))
      .expected(to_text(vek.tcb))
      .observed(to_text(reported));
}

Result<void> check_reserved(const TcbVersion& tcb, const std::string& which) {
  const bool zero =
      std::all_of(tcb.reserved.begin(), tcb.reserved.end(), [](uint8_t byte) { return byte == 0; });
  if (zero) return {};
  return refused(POSTERN_REASON_REPORT_MALFORMED, "snp.tcb." + which,
                 "reserved bytes of the TCB are not zero")
      .expected("zeros")
      .observed(sdk::to_hex(std::as_bytes(std::span(tcb.reserved))));
}

// number_text: the beginning of one half of the signature, most significant byte first.
std::string number_text(sdk::ByteView little_endian) {
  sdk::ByteVector bytes(little_endian.rbegin(), little_endian.rend());
  return "0x" + sdk::to_hex(sdk::ByteView(bytes).first(std::min<std::size_t>(bytes.size(), 40))) + "...";
}

Failure wrong_signature(const Report& report, const VerifiedVek& vek, const std::string& complaint) {
  return refused(POSTERN_REASON_SIGNATURE_INVALID, "snp.report", complaint)
      .expected("ECDSA by the " + std::string(name_of(vek.facts().role)) + " of HWID " + sdk::to_hex(vek.facts().hwid) +
                " over the report's first 672 bytes")
      .observed("R " + number_text(report.signature_r) + ", S " + number_text(report.signature_s) + " in a report of chip " +
                sdk::to_hex(report.chip_id));
}

bool is_zero(sdk::ByteView bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::byte byte) { return byte == std::byte{0}; });
}

Result<void> check_chip(const Report& report, const VekCertificate& vek) {
  if (vek.role == VekRole::kVlek) return {};
  const sdk::ByteView chip(report.chip_id);
  if (report.mask_chip_key || is_zero(chip))
    return refused(POSTERN_REASON_CHIP_MISMATCH, "snp.chip_id",
                   "the host masks the chip's identity, so the report cannot be matched with a VCEK")
        .expected(sdk::to_hex(vek.hwid))
        .observed(report.mask_chip_key ? "MASK_CHIP_KEY, CHIP_ID " + sdk::to_hex(chip) : sdk::to_hex(chip));
  const sdk::ByteView id = chip.first(vek.hwid.size());
  const bool same = CRYPTO_memcmp(id.data(), vek.hwid.data(), id.size()) == 0;
  if (same && is_zero(chip.subspan(id.size()))) return {};
  return refused(POSTERN_REASON_CHIP_MISMATCH, "snp.chip_id",
                 "the report is of another chip than its certificate")
      .expected(sdk::to_hex(vek.hwid))
      .observed(sdk::to_hex(chip));
}

}  // namespace

VerifiedReport::VerifiedReport(const Report& report, const VekCertificate& vek)
    : report_(report),
      vek_(vek),
      current_(unpack_tcb(report.current_tcb, vek.product)),
      reported_(unpack_tcb(report.reported_tcb, vek.product)),
      committed_(unpack_tcb(report.committed_tcb, vek.product)),
      launch_(unpack_tcb(report.launch_tcb, vek.product)) {}

Result<VerifiedReport> verify_report(const Report& report, const VerifiedVek& vek) {
  const std::string complaint = check_report_signature(report, vek.key());
  if (!complaint.empty()) return wrong_signature(report, vek, complaint);
  const VekCertificate& facts = vek.facts();
  POSTERN_CHECK(check_role(report, facts));
  POSTERN_CHECK(check_product(report, facts));
  VerifiedReport out(report, facts);
  POSTERN_CHECK(check_reported_tcb(out.reported_, facts));
  POSTERN_CHECK(check_reserved(out.reported_, "reported"));
  POSTERN_CHECK(check_reserved(out.current_, "current"));
  POSTERN_CHECK(check_reserved(out.committed_, "committed"));
  POSTERN_CHECK(check_reserved(out.launch_, "launch"));
  POSTERN_CHECK(check_chip(report, facts));
  return out;
}

}  // namespace postern::snp
