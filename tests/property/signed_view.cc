// SPDX-License-Identifier: Apache-2.0
#include "property/signed_view.h"

#include "common/attdoc/parse_document.h"
#include "common/attdoc/parse_snp_instance_info.h"
#include "common/gce/parse_instance.h"
#include "common/snp/report.h"
#include "common/tpm2/parse_event_log.h"
#include "common/tpm2/parse_public.h"

namespace postern::property {
namespace {

using sdk::ByteView;

// add: length first, so that parts cannot run into each other.
void add(std::string& text, ByteView part) {
  text += std::to_string(part.size()) + ':';
  text.append(reinterpret_cast<const char*>(part.data()), part.size());
}
void add(std::string& text, const std::string& part) { add(text, sdk::as_bytes(part)); }

bool add_key(SignedView& view, const attdoc::Document& document, InstanceInfoKind kind) {
  if (kind == InstanceInfoKind::kNone) return add(view.parts["ak_pub"], document.ak_pub), true;
  const auto area = tpm2::parse_public(document.ak_pub);
  if (!area.ok()) return false;
  if (const auto* rsa = std::get_if<tpm2::RsaPublic>(&area.value().key)) {
    add(view.parts["ak_pub"], std::to_string(rsa->exponent));
    add(view.parts["ak_pub"], rsa->modulus);
    return true;
  }
  add(view.parts["ak_pub"], std::get<tpm2::EccPublic>(area.value().key).x);
  add(view.parts["ak_pub"], std::get<tpm2::EccPublic>(area.value().key).y);
  return true;
}

// with_attest: whether the structures that the TPM signed count themselves, or only the PCRs in them.
void add_quotes(SignedView& view, const attdoc::Document& document, bool with_attest) {
  for (const tpm2::Quote& quote : document.quotes) {
    std::string& part = view.parts["quote." + std::string(tpm2::name_of(quote.pcrs.algorithm()))];
    if (with_attest) add(part, quote.attest);
    for (const auto& [pcr, value] : quote.pcrs.values()) {
      add(part, std::to_string(pcr));
      add(part, value);
    }
  }
}

bool add_digests(SignedView& view, const attdoc::Document& document) {
  if (!document.event_log) return true;
  const auto log = tpm2::parse_event_log(*document.event_log);
  if (!log.ok()) return false;
  for (const tpm2::Event& event : log.value().events)
    if (event.type != tpm2::kEvNoAction)
      add(view.parts["log." + std::to_string(event.pcr)], tpm2::find_digest(event, tpm2::HashAlgorithm::kSha256));
  return true;
}

bool add_names(SignedView& view, ByteView info) {
  const auto names = gce::parse_instance_info(info);
  if (!names.ok()) return false;
  for (const std::string& name : {names.value().zone, names.value().project_id, names.value().instance_name})
    add(view.parts["instance"], name);
  return true;
}

bool add_hardware(SignedView& view, ByteView info, InstanceInfoKind kind) {
  const auto parsed = attdoc::parse_snp_instance_info(info);
  if (!parsed.ok() || parsed.value().report.size() < snp::kSignedSize) return false;
  add(view.parts["report"], ByteView(parsed.value().report).first(snp::kSignedSize));
  if (const auto& azure = parsed.value().azure; azure && kind == InstanceInfoKind::kAzure)
    add(view.parts["runtime_data"], azure->runtime_data);
  if (const auto& gcp = parsed.value().gcp; gcp && kind == InstanceInfoKind::kGcp)
    for (const std::string& name : {gcp->zone, gcp->project_id, gcp->instance_name}) add(view.parts["instance"], name);
  return true;
}

bool may_be_left_out(const std::string& part) {
  return part.starts_with("log.") || (part.starts_with("quote.") && part != "quote.sha256");
}

}  // namespace

std::string SignedView::what_differs(const SignedView& whole) const {
  for (const auto& [name, part] : parts) {
    const auto found = whole.parts.find(name);
    if (found == whole.parts.end() || found->second != part) return name;
  }
  for (const auto& [name, part] : whole.parts)
    if (!parts.contains(name) && !may_be_left_out(name)) return name;
  return {};
}

std::optional<SignedView> signed_view(const std::string& text, InstanceInfoKind kind) {
  const auto document = attdoc::parse_document(text);
  if (!document.ok()) return std::nullopt;
  SignedView view;
  if (!add_key(view, document.value(), kind)) return std::nullopt;
  add(view.parts["user_data"], document.value().user_data);
  add(view.parts["instance_info"], document.value().instance_info.value_or(sdk::ByteVector()));
  add_quotes(view, document.value(), true);
  return add_digests(view, document.value()) ? std::optional(std::move(view)) : std::nullopt;
}

std::optional<SignedView> hardware_view(const std::string& text, InstanceInfoKind kind) {
  const auto document = attdoc::parse_document(text);
  if (!document.ok()) return std::nullopt;
  SignedView view;
  if (!add_key(view, document.value(), kind)) return std::nullopt;
  add(view.parts["user_data"], document.value().user_data);
  add_quotes(view, document.value(), false);
  const sdk::ByteVector info = document.value().instance_info.value_or(sdk::ByteVector());
  if (kind == InstanceInfoKind::kNames && !add_names(view, info)) return std::nullopt;
  const bool has_report = kind == InstanceInfoKind::kAzure || kind == InstanceInfoKind::kGcp;
  if (has_report && !add_hardware(view, info, kind)) return std::nullopt;
  return add_digests(view, document.value()) ? std::optional(std::move(view)) : std::nullopt;
}

}  // namespace postern::property
