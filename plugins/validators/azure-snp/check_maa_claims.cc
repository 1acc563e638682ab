// SPDX-License-Identifier: Apache-2.0
#include "validators/azure-snp/check_maa_claims.h"

#include <algorithm>

#include "common/encoding/base64.h"
#include "common/json/bounded_json.h"

namespace postern::azure_snp {
namespace {

using common::find_member;
using nlohmann::json;
using sdk::Failure;
using sdk::Result;

Failure refused(const std::string& claim, std::string text) {
  return Failure::denied(POSTERN_REASON_TOKEN_INVALID)
      .about("azure.maa." + claim)
      .spec("Microsoft Azure Attestation, attestation token claims")
      .peer("the attestation token is not for this machine")
      .text("the attestation token's " + claim + " " + std::move(text));
}

std::string kind_of(const json* value) {
  if (value == nullptr) return "nothing";
  return value->is_boolean() ? (value->get<bool>() ? "true" : "false") : "a " + std::string(value->type_name());
}

Result<const json*> object_in(const json& object, const char* name) {
  const json* value = find_member(object, name);
  if (value == nullptr || !value->is_object()) return refused(name, "is missing").expected("an object").observed(kind_of(value));
  return value;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

Result<void> check_text(const json& object, const char* name, const std::string& expected) {
  const json* value = find_member(object, name);
  if (value == nullptr || !value->is_string()) return refused(name, "is missing").expected(expected).observed(kind_of(value));
  if (value->get_ref<const std::string&>() == expected) return {};
  return refused(name, "is not the expected one").expected(expected).observed(value->get<std::string>().substr(0, 128));
}

Result<void> check_hex(const json& object, const char* name, sdk::ByteView bytes) {
  const json* value = find_member(object, name);
  if (value == nullptr || !value->is_string()) return refused(name, "is missing").expected(sdk::to_hex(bytes)).observed(kind_of(value));
  const std::string observed = lower(value->get<std::string>()), expected = sdk::to_hex(bytes);
  if (observed == expected) return {};
  return refused(name, "is not that of the report").expected(expected).observed(observed.substr(0, 128));
}

Result<void> check_report_claims(const json& tee, const snp::Report& report) {
  POSTERN_CHECK(check_hex(tee, "x-ms-sevsnpvm-reportdata", report.report_data));
  POSTERN_CHECK(check_hex(tee, "x-ms-sevsnpvm-idkeydigest", report.id_key_digest));
  POSTERN_CHECK(check_hex(tee, "x-ms-sevsnpvm-launchmeasurement", report.measurement));
  const json* debuggable = find_member(tee, "x-ms-sevsnpvm-is-debuggable");
  if (debuggable == nullptr || *debuggable != false)
    return refused("x-ms-sevsnpvm-is-debuggable", "is not false").expected("false").observed(kind_of(debuggable));
  return {};
}

}  // namespace

Result<void> check_maa_claims(const jose::VerifiedToken& token, const snp::VerifiedReport& report,
                              sdk::ByteView user_hash) {
  POSTERN_CHECK(check_text(token.claims(), "x-ms-attestation-type", "azurevm"));
  POSTERN_TRY(runtime, object_in(token.claims(), "x-ms-runtime"));
  POSTERN_TRY(payload, object_in(*runtime, "client-payload"));
  POSTERN_CHECK(check_text(*payload, "nonce", encoding::encode_base64(user_hash)));
  POSTERN_TRY(tee, object_in(token.claims(), "x-ms-isolation-tee"));
  POSTERN_CHECK(check_text(*tee, "x-ms-attestation-type", "sevsnpvm"));
  POSTERN_CHECK(check_text(*tee, "x-ms-compliance-status", "azure-compliant-cvm"));
  return check_report_claims(*tee, report.report());
}

}  // namespace postern::azure_snp
