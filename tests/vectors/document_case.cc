// SPDX-License-Identifier: Apache-2.0
#include "vectors/document_case.h"

#include "common/encoding/base64.h"

namespace postern::vectors {
namespace {

using sdk::ByteVector;

// Parts of a document, taken out leniently with the JSON library alone: what the runner expects must not come from the
// code under test. Empty when there is no such part.
ByteVector part_of(const std::string& document, const char* name) {
  const Json parsed = Json::parse(document, nullptr, false);
  if (!parsed.is_object() || !parsed.contains(name) || !parsed[name].is_string()) return {};
  return encoding::decode_base64(parsed[name].get<std::string>()).value_or(ByteVector());
}

ByteVector stated_user_data(const VectorCase& vector, const Json& config) {
  const Json fact = vector.facts.value("expected_user_data_hex", Json());
  if (fact.is_string() && !fact.get<std::string>().empty()) return from_hex(fact);
  for (const char* key : {"expected_user_data", "user_data"})
    if (config.contains(key) && config[key].is_string()) return from_hex(config[key]);
  return {};
}

// expected_user_data: what the host holds against UserData, as it does the TLS key's hash: what the case states, else
// what the case states or has from which it was made, else its own, else a value that nothing is bound to.
ByteVector expected_user_data(const CaseContext& context, const Json& config) {
  if (ByteVector stated = stated_user_data(context.vector, config); !stated.empty()) return stated;
  if (const VectorCase* base = base_of(context.manifest, context.vector)) {
    if (ByteVector stated = stated_user_data(*base, Json::object()); !stated.empty()) return stated;
    const CaseFiles files(context.manifest, *base);
    if (ByteVector own = part_of(files.text("attdoc.json"), "UserData"); !own.empty()) return own;
  }
  ByteVector own = part_of(context.files.text("attdoc.json"), "UserData");
  return own.empty() ? ByteVector(32, std::byte{0xA5}) : own;
}

// project_of: the project that the document names; the vectors do not say which are allowed.
std::string project_of(const std::string& document) {
  const ByteVector bytes = part_of(document, "InstanceInfo");
  const Json info = Json::parse(sdk::text_view(sdk::raw(bytes)), nullptr, false);
  const Json& instance = info.is_object() && info.contains("GCP") ? info["GCP"] : info;
  const bool is_named = instance.is_object() && instance.contains("project_id") && instance["project_id"].is_string();
  return is_named ? instance["project_id"].get<std::string>() : "example-project";
}

}  // namespace

std::string variant_of(const CaseContext& context) {
  return context.files.json("config.json").value("variant", context.vector.facts.value("variant", ""));
}

std::optional<DocumentRequest> document_case(const CaseContext& context) {
  const Json reference = context.files.json("config.json");
  const std::string variant = variant_of(context);
  const auto judge = find_document_judge(variant);
  if (!judge) return std::nullopt;
  const std::string& document = context.files.text("attdoc.json");
  const std::string* trusted_ak = context.files.first({"trusted_ak.pem"});
  return DocumentRequest{*judge,
                         context.plugin_dir,
                         document_config(variant, reference, context.files, project_of(document)),
                         variant,
                         sdk::to_vector(sdk::as_bytes(document)),
                         from_hex(reference.value("nonce", "")),
                         expected_user_data(context, reference),
                         trusted_ak == nullptr ? "" : *trusted_ak,
                         context.now};
}

}  // namespace postern::vectors
