// SPDX-License-Identifier: Apache-2.0
#include "host/record/sealed_line.h"

#include <absl/strings/str_cat.h>

#include "host/record/digest.h"

namespace postern::record {
namespace {

constexpr std::string_view kBeforeSum = ",\"sum\":\"", kAfterSum = "\"}";
constexpr std::size_t kSumSize = 64, kTail = kBeforeSum.size() + kSumSize + kAfterSum.size();

absl::Status wrong(const char* what) { return absl::InvalidArgumentError(what); }

std::string seal(std::string head) {
  const std::string sum = sha256_hex(head);
  return head.append(kBeforeSum).append(sum).append(kAfterSum);
}

// parse: nothing for text that is no JSON or nested too deeply.
std::optional<Json> parse(std::string_view text) {
  bool is_too_deep = false;
  const auto bound = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > kDeepest) is_too_deep = true;
    return depth <= kDeepest;
  };
  Json json = Json::parse(text, bound, false);
  if (json.is_discarded() || is_too_deep || !json.is_object()) return std::nullopt;
  return json;
}

}  // namespace

std::string dump(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

std::string seal_line(const Json& body, uint64_t seq, const std::string& prev) {
  const std::string members = dump(body);
  std::string head = absl::StrCat("{\"v\":1,\"seq\":", seq, ",\"prev\":\"", prev, "\"");
  if (!body.empty()) head += "," + members.substr(1, members.size() - 2);
  return seal(std::move(head));
}

std::string reseal(std::string_view line) {
  if (line.size() < kTail) return std::string(line);
  return seal(std::string(line.substr(0, line.size() - kTail)));
}

absl::StatusOr<Json> open_line(std::string_view line) {
  if (line.size() > kLongestLine) return wrong("longer than 4 MiB");
  if (line.size() < kTail || !line.ends_with(kAfterSum) || line.substr(line.size() - kTail, kBeforeSum.size()) != kBeforeSum)
    return wrong("does not end with its own digest");
  const std::string_view head = line.substr(0, line.size() - kTail);
  if (sha256_hex(head) != line.substr(line.size() - kSumSize - kAfterSum.size(), kSumSize))
    return wrong("its digest is another: the line has been changed");
  auto json = parse(line);
  if (!json) return wrong("not a JSON object within bounds");
  if (dump(*json) != line) return wrong("not written as the gate writes it");
  if (json->value("v", Json()) != 1) return wrong("of a version that is not known");
  const Json seq = json->value("seq", Json()), prev = json->value("prev", Json());
  if (!seq.is_number_unsigned() || seq == 0u) return wrong("seq: expected a number from 1");
  if (!prev.is_string() || !is_sha256_hex(prev.get<std::string>())) return wrong("prev: expected a SHA-256");
  return *std::move(json);
}

}  // namespace postern::record
