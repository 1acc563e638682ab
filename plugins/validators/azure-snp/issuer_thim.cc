// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/issuer_thim.h"

#include <charconv>

#include "common/json/bounded_json.h"
#include "common/snp_signer/complete_signer.h"
#include "common/x509/parse_certificate.h"

namespace postern::azure_snp {
namespace {

using nlohmann::json;
using sdk::Failure;
using sdk::Result;

constexpr std::size_t kLongestAnswer = 64 * 1024;  // bytes
constexpr common::JsonLimits kLimits{.bytes = kLongestAnswer, .values = 64, .depth = 4};

Failure invalid(std::string text) {
  return Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_COLLATERAL_INVALID)
      .about("snp.vek")
      .text("the answer of THIM cannot be used: " + std::move(text));
}

Result<std::string> text_member(const json& object, const char* name) {
  const json* member = common::find_member(object, name);
  if (member == nullptr || !member->is_string()) return invalid(std::string("no text in ") + name);
  return member->get<std::string>();
}

Result<void> check_tcb(const std::string& tcbm, snp::PackedTcb reported) {
  uint64_t bits = 0;
  const auto [end, error] = std::from_chars(tcbm.data(), tcbm.data() + tcbm.size(), bits, 16);
  if (tcbm.size() != 16 || error != std::errc() || end != tcbm.data() + tcbm.size())
    return invalid("tcbm is not 16 hexadecimal digits");
  if (bits != reported.bits) return invalid("the VCEK is for the TCB " + tcbm + ", which is not the report's");
  return {};
}

Result<void> check_readable(const std::string& pem, const char* name, bool is_one) {
  const sdk::ByteView bytes = sdk::as_bytes(pem);
  const bool readable = is_one ? x509::parse_one_certificate(bytes, name).ok() : x509::parse_certificates(bytes, name).ok();
  return readable ? Result<void>() : invalid(std::string(name) + " cannot be read");
}

Result<SentCertificates> ask_thim(const sdk::Call& call, const std::string& imds_url, snp::PackedTcb reported) {
  const std::string url = imds_url + "/metadata/THIM/amd/certification";
  POSTERN_TRY(answer, call.fetch({.url = url, .max_bytes = kLongestAnswer, .headers = "Metadata: true"}));
  return parse_thim_answer(answer, reported);
}

}  // namespace

Result<SentCertificates> parse_thim_answer(sdk::ByteView answer, snp::PackedTcb reported) {
  const std::string_view text(reinterpret_cast<const char*>(answer.data()), answer.size());
  const auto parsed = common::read_json(text, kLimits);
  if (const auto* complaint = std::get_if<common::JsonComplaint>(&parsed))
    return invalid("it " + std::string(complaint->text));
  const json& object = std::get<json>(parsed);
  POSTERN_TRY(vek, text_member(object, "vcekCert"));
  POSTERN_TRY(chain, text_member(object, "certificateChain"));
  POSTERN_TRY(tcbm, text_member(object, "tcbm"));
  POSTERN_CHECK(check_readable(vek, "vcekCert", true));
  POSTERN_CHECK(check_readable(chain, "certificateChain", false));
  POSTERN_CHECK(check_tcb(tcbm, reported));
  return SentCertificates{std::move(vek), std::move(chain)};
}

Result<SentCertificates> find_certificates(const sdk::Call& call, const std::string& imds_url,
                                           const snp::KdsSettings& kds, const snp::Report& report) {
  auto from_thim = ask_thim(call, imds_url, report.reported_tcb);
  if (from_thim.ok()) return from_thim;
  call.warn(from_thim.failure().operator_text() + "; asking AMD's KDS");
  auto from_kds = snp::complete_signer(call, report, {}, kds);
  if (from_kds.ok())
    return SentCertificates{from_kds.value().vek, from_kds.value().issuers + from_kds.value().roots};
  return Failure(POSTERN_UNAVAILABLE, from_kds.failure().code())
      .about(from_kds.failure().subject())
      .text("no certificates for the report: " + from_thim.failure().operator_text() + "; " +
            from_kds.failure().operator_text());
}

}  // namespace postern::azure_snp
