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

sdk::Failure no_object(const std::string& member, const json* found) {
  return refused(member, "is not an object").expected("an object").observed(describe(found));
}

// member: the object's member of that name; nullptr when it is absent or null, which mean the same in Go.
const json* member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

sdk::Failure too_long(const std::string& path, std::size_t longest, std::size_t size) {
  return refused(path, "is too long")
      .expected("at most " + std::to_string(longest) + " bytes")
      .observed(std::to_string(size) + " bytes");
}

Result<sdk::ByteVector> to_bytes(const json& value, const std::string& path, std::size_t longest) {
  if (!value.is_string()) return refused(path, "is not a text").expected("a text in base64").observed(describe(&value));
  const std::string& text = value.get_ref<const std::string&>();
  if (text.size() / 4 * 3 > longest + 2) return too_long(path, longest, text.size() / 4 * 3);
  auto bytes = encoding::decode_base64(text);
  if (!bytes)
    return refused(path, "is not standard base64 with padding").expected("base64").observed(describe_base64(text));
  if (bytes->size() > longest) return too_long(path, longest, bytes->size());
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
  if (bank == nullptr || !bank->is_object()) return no_object(path + "pcrs", bank);
  const json* hash = member(*bank, "hash");
  const json* values = member(*bank, "pcrs");
  if (hash == nullptr || !hash->is_number_unsigned()) 
    return refused(path + "pcrs.hash", "is not a number").expected("a number").observed(describe(hash));
  if (values == nullptr || !values->is_object()) return no_object(path + "pcrs.pcrs", values);
  if (values->size() > tpm2::kPcrCount) 
    return refused(path + "pcrs.pcrs", "holds more than 24 PCRs").expected("at most 24 PCRs").observed(describe(values));
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
    return refused("quotes", "is not a list of at most 8")
        .expected("a list of at most " + std::to_string(limits.quotes))
        .observed(describe(list));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const json& entry = (*list)[i];
    const std::string path = "quotes[" + std::to_string(i) + "].";
    if (!entry.is_object()) return no_object(path, &entry);
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
    return refused("intermediate_certs", "is not a list of at most 8")
        .expected("a list of at most " + std::to_string(limits.certificates))
        .observed(describe(list));
  for (const json& entry : *list) {
    POSTERN_TRY(certificate, to_bytes(entry, "intermediate_certs", limits.certificate));
    certificates.push_back(std::move(certificate));
  }
  return certificates;
}

Result<void> read_attestation(const json& attestation, const DocumentLimits& limits, Document& out) {
  POSTERN_TRY(ak_pub, optional_bytes(attestation, "ak_pub", "", limits.ak_pub));
  if (ak_pub.empty()) return refused("ak_pub", "is missing").expected("TPMT_PUBLIC").observed("nothing");
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
  if (attestation == nullptr || !attestation->is_object()) return no_object("Attestation", attestation);
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
