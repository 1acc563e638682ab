// SPDX-License-Identifier: Apache-2.0
#include "host/pipeline/request.h"

#include <algorithm>

namespace postern::pipeline {
namespace {

constexpr std::size_t kMostFields = 256;
constexpr std::size_t kLongestKey = 256;
constexpr std::size_t kLongestValue = 64 * 1024;

attest::Refusal invalid(std::string subject, std::string expected, std::string observed) {
  attest::Refusal refusal = attest::denied(POSTERN_REASON_REQUEST_INVALID, "the request is not well-formed");
  refusal.reason.subject = std::move(subject);
  refusal.reason.peer_text = "request field " + refusal.reason.subject + ": expected " + expected;
  refusal.reason.expected = std::move(expected);
  refusal.reason.observed = std::move(observed);
  return refusal;
}

std::optional<attest::Refusal> check_field(const RequestField& field) {
  if (!is_name(field.name)) return invalid("field name", "1 to 64 characters of [a-z0-9_.-]", "another name");
  if (field.key.size() > kLongestKey || !attest::is_utf8(field.key))
    return invalid(field.name, "a key of at most 256 bytes of UTF-8", std::to_string(field.key.size()) + " bytes");
  if (const auto* text = std::get_if<std::string>(&field.value)) {
    if (text->size() > kLongestValue || !attest::is_utf8(*text))
      return invalid(field.name, "at most 64 KiB of UTF-8", std::to_string(text->size()) + " bytes");
    if (field.name == "disk_uuid" && !is_uuid(*text))
      return invalid(field.name, "a UUID (RFC 9562, 4)", std::to_string(text->size()) + " other characters");
  } else if (field.name == "disk_uuid") {
    return invalid(field.name, "text", std::string(attest::type_name(attest::type_of(field.value))));
  }
  if (const auto* bytes = std::get_if<attest::ByteVector>(&field.value); bytes && bytes->size() > kLongestValue)
    return invalid(field.name, "at most 64 KiB", std::to_string(bytes->size()) + " bytes");
  return std::nullopt;
}

}  // namespace

bool is_uuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    const bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (dash ? c != '-' : !hex) return false;
  }
  return true;
}

bool is_name(std::string_view text) {
  if (text.empty() || text.size() > 64 || text[0] < 'a' || text[0] > 'z') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

std::optional<attest::Refusal> check_request(const Request& request) {
  if (!is_name(request.kind)) return invalid("kind", "1 to 64 characters of [a-z0-9_.-]", "another name");
  if (!request.role.empty() && request.role != kWorker && request.role != kControlPlane)
    return invalid("role", "worker or control-plane", "another word");
  if (request.fields.size() > kMostFields)
    return invalid("fields", "at most 256", std::to_string(request.fields.size()));
  for (const RequestField& field : request.fields)
    if (auto refusal = check_field(field)) return refusal;
  return std::nullopt;
}

}  // namespace postern::pipeline
