// SPDX-License-Identifier: Apache-2.0
//
// What every request must stand, and quantities: an accepted request keeps every bound that backends rely on; an
// accepted quantity says the same when it is written out again.

#include <cstdlib>
#include <string>

#include "host/config/quantity.h"
#include "host/pipeline/request.h"

namespace {

using postern::pipeline::Request;
using postern::pipeline::RequestField;

void require(bool holds) {
  if (!holds) std::abort();
}

// next: what comes before the next newline, which it takes too.
std::string next(std::string& rest) {
  const std::size_t end = rest.find('\n');
  std::string word = rest.substr(0, end);
  rest.erase(0, end == std::string::npos ? rest.size() : end + 1);
  return word;
}

Request make_request(std::string text) {
  Request request{next(text), next(text), "id", {}, {}};
  while (!text.empty()) {
    RequestField field{next(text), next(text), next(text)};
    if (field.key == "bytes") {
      const auto view = postern::attest::as_bytes(std::get<std::string>(field.value));
      field.value = postern::attest::ByteVector(view.begin(), view.end());
    }
    request.fields.push_back(std::move(field));
  }
  return request;
}

void check_field(const RequestField& field) {
  require(postern::pipeline::is_name(field.name) && field.name.size() <= 64);
  require(field.key.size() <= 256 && postern::attest::is_utf8(field.key));
  const auto* text = std::get_if<std::string>(&field.value);
  if (text != nullptr) require(text->size() <= 65536 && postern::attest::is_utf8(*text));
  if (field.name != "disk_uuid") return;
  require(text != nullptr && text->size() == 36);
  require(text->find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos);
}

void check_quantities(const std::string& text) {
  if (const auto duration = postern::config::parse_duration(text)) {
    require(duration->count() >= 0 && *duration <= std::chrono::hours(24));
    const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(*duration).count();
    require(postern::config::parse_duration(std::to_string(whole) + "ms") == *duration);
  }
  if (const auto size = postern::config::parse_size(text)) {
    require(*size <= 1024ull * 1024 * 1024);
    require(postern::config::parse_size(std::to_string(*size)) == *size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_quantities(text);
  const Request request = make_request(text);
  const auto refusal = postern::pipeline::check_request(request);
  require(!refusal || (refusal->reason.code == POSTERN_REASON_REQUEST_INVALID && !refusal->reason.subject.empty()));
  if (refusal) return 0;
  require(postern::pipeline::is_name(request.kind) && request.fields.size() <= 256);
  for (const RequestField& field : request.fields) check_field(field);
  return 0;
}
