// SPDX-License-Identifier: Apache-2.0
#include "common/attdoc/parse_document.h"

#include <nlohmann/json.hpp>

#include "common/attdoc/bounded_json.h"
#include "common/encoding/base64.h"
#include "common/tpm2/parse_pcr_bank.h"

namespace postern::attdoc {
namespace {

using nlohmann::json;
using sdk::Result;

sdk::Failure refused(const std::string& member, const std::string& text) {
  return sdk::Failure::malformed("attestation document: " + member + " " + text)
      .about("evidence")
      .spec("Constellation attestation document, " + member)
      .peer("the attestation document is not valid");
}

// member: the object's member of that name; nullptr when it is absent or null, which mean the same in Go.
const json* member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

Result<sdk::ByteVector> to_bytes(const json& value, const std::string& path, std::size_t longest) {
  if (!value.is_string()) return refused(path, "is not a text");
  const std::string& text = value.get_ref<const std::string&>();
  if (text.size() / 4 * 3 > longest + 2)
    return refused(path, "is longer than " + std::to_string(longest) + " bytes");
  auto bytes = encoding::decode_base64(text);
  if (!bytes) return refused(path, "is not standard base64 with padding");
  if (bytes->size() > longest) return refused(path, "is longer than " + std::to_string(longest) + " bytes");
  return std::move(*bytes);
}

// optional_bytes: empty when the member is absent or null.
Result<sdk::ByteVector> optional_bytes(const json& object, const char* name, const std::string& path,
                                       std::size_t longest) {
  const json* value = member(object, name);
  if (value == nullptr) return sdk::ByteVector{};
  return to_bytes(*value, path + name, longest);
}

Result<tpm2::PcrBank> to_pcr_bank(const json& quote, const std::string& path) {
  const json* bank = member(quote, "pcrs");
  if (bank == nullptr || !bank->is_object()) return refused(path + "pcrs", "is missing");
  const json* hash = member(*bank, "hash");
  const json* values = member(*bank, "pcrs");
  if (hash == nullptr || !hash->is_number_unsigned()) return refused(path + "pcrs.hash", "is not a number");
  if (values == nullptr || !values->is_object()) return refused(path + "pcrs.pcrs", "is missing");
  if (values->size() > tpm2::kPcrCount) return refused(path + "pcrs.pcrs", "holds more than 24 PCRs");
  std::map<std::string, sdk::ByteVector> pcrs;
  for (const auto& [name, value] : values->items()) {
    POSTERN_TRY(bytes, to_bytes(value, path + "pcrs.pcrs", 64));
    pcrs.emplace(name, std::move(bytes));
  }
  return tpm2::parse_pcr_bank(hash->get<uint64_t>(), pcrs);
}

Result<std::vector<tpm2::Quote>> to_quotes(const json& attestation, const DocumentLimits& limits) {
  std::vector<tpm2::Quote> quotes;
  const json* list = member(attestation, "quotes");
  if (list == nullptr) return quotes;
  if (!list->is_array() || list->size() > limits.quotes)
    return refused("quotes", "is not a list of at most 8");
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json& entry = (*list)[i];
    const std::string path = "quotes[" + std::to_string(i) + "].";
    if (!entry.is_object()) return refused(path, "is not an object");
    POSTERN_TRY(attest, optional_bytes(entry, "quote", path, limits.quote));
    POSTERN_TRY(signature, optional_bytes(entry, "raw_sig", path, limits.quote));
    POSTERN_TRY(pcrs, to_pcr_bank(entry, path));
    quotes.push_back({std::move(attest), std::move(signature), std::move(pcrs)});
  }
  return quotes;
}

Result<std::vector<sdk::ByteVector>> to_certificates(const json& attestation, const DocumentLimits& limits) {
  std::vector<sdk::ByteVector> certificates;
  const json* list = member(attestation, "intermediate_certs");
  if (list == nullptr) return certificates;
  if (!list->is_array() || list->size() > limits.certificates)
    return refused("intermediate_certs", "is not a list of at most 8");
  for (const json& entry : *list) {
    POSTERN_TRY(certificate, to_bytes(entry, "intermediate_certs", limits.certificate));
    certificates.push_back(std::move(certificate));
  }
  return certificates;
}

Result<void> read_attestation(const json& attestation, const DocumentLimits& limits, Document& out) {
  POSTERN_TRY(ak_pub, optional_bytes(attestation, "ak_pub", "", limits.ak_pub));
  if (ak_pub.empty()) return refused("ak_pub", "is missing");
  POSTERN_TRY(quotes, to_quotes(attestation, limits));
  POSTERN_TRY(event_log, optional_bytes(attestation, "event_log", "", limits.event_log));
  POSTERN_TRY(ak_cert, optional_bytes(attestation, "ak_cert", "", limits.certificate));
  POSTERN_TRY(certificates, to_certificates(attestation, limits));
  out.ak_pub = std::move(ak_pub);
  out.quotes = std::move(quotes);
  if (!event_log.empty()) out.event_log = std::move(event_log);
  out.ak_cert = std::move(ak_cert);
  out.intermediate_certs = std::move(certificates);
  return {};
}

}  // namespace

Result<Document> parse_document(std::string_view text, const DocumentLimits& limits) {
  JsonLimits json_limits;
  json_limits.bytes = limits.bytes;
  POSTERN_TRY(object, parse_json(text, json_limits));
  const json* attestation = member(object, "Attestation");
  if (attestation == nullptr || !attestation->is_object()) return refused("Attestation", "is missing");
  Document out;
  POSTERN_CHECK(read_attestation(*attestation, limits, out));
  if (member(object, "InstanceInfo") != nullptr) {
    POSTERN_TRY(instance_info, optional_bytes(object, "InstanceInfo", "", limits.instance_info));
    out.instance_info = std::move(instance_info);
  }
  POSTERN_TRY(user_data, optional_bytes(object, "UserData", "", limits.user_data));
  out.user_data = std::move(user_data);
  return out;
}

}  // namespace postern::attdoc
