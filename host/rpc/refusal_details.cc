// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/refusal_details.h"

#include <absl/strings/cord.h>

#include <algorithm>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "postern/v1/gate.pb.h"

namespace postern::rpc {
namespace {

constexpr char kStatusType[] = "type.googleapis.com/google.rpc.Status";
constexpr char kErrorInfoType[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kRetryInfoType[] = "type.googleapis.com/google.rpc.RetryInfo";
constexpr char kRefusalType[] = "type.googleapis.com/postern.v1.Refusal";
constexpr char kRequestId[] = "request_id", kTraceId[] = "trace_id";
constexpr std::size_t kLongestTrailer = 64 * 1024;
constexpr std::size_t kLongestText = 1024;
constexpr auto kLongestWait = std::chrono::hours(1);

template <typename Message>
void add(const char* type, const Message& message, google::rpc::Status& status) {
  auto* any = status.add_details();
  any->set_type_url(type);
  any->set_value(message.SerializeAsString());
}

// What follows the last slash counts; who resolves the name is the sender's business.
bool is_type(const google::protobuf::Any& any, std::string_view type) {
  const std::string_view url = any.type_url(), name = type.substr(type.rfind('/') + 1);
  return url.substr(url.rfind('/') + 1) == name;
}

bool is_code(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text[0] >= 'A' && text[0] <= 'Z' &&
         text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == text.npos;
}

std::string one_line(std::string_view text) {
  std::string line(text.substr(0, kLongestText));
  while (line.size() < text.size() && !line.empty() && (text[line.size()] & 0xc0) == 0x80) line.pop_back();
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return line;
}

std::chrono::nanoseconds wait_of(const google::protobuf::Duration& delay) {
  if (delay.seconds() < 0 || delay.nanos() < 0 || delay.nanos() > 999'999'999) return std::chrono::nanoseconds(0);
  const int64_t seconds = std::min<int64_t>(delay.seconds(), std::chrono::seconds(kLongestWait).count());
  return std::min<std::chrono::nanoseconds>(std::chrono::seconds(seconds) + std::chrono::nanoseconds(delay.nanos()),
                                            kLongestWait);
}

void read_detail(const google::protobuf::Any& any, RefusalDetails& out) {
  google::rpc::ErrorInfo info;
  google::rpc::RetryInfo retry;
  v1::Refusal refusal;
  if (is_type(any, kErrorInfoType) && info.ParseFromString(any.value())) {
    if (out.code.empty()) out.code = info.reason();
    for (auto [name, text] : {std::pair(kRequestId, &out.request_id), std::pair(kTraceId, &out.trace_id)})
      if (const auto id = info.metadata().find(name); text->empty() && id != info.metadata().end()) *text = one_line(id->second);
  } else if (is_type(any, kRetryInfoType) && retry.ParseFromString(any.value())) {
    out.retry_after = wait_of(retry.retry_delay());
  } else if (is_type(any, kRefusalType) && refusal.ParseFromString(any.value())) {
    if (out.code.empty()) out.code = refusal.code();
    if (out.request_id.empty()) out.request_id = one_line(refusal.request_id());
    out.text = one_line(refusal.text());
  }
}

}  // namespace

std::string print_details(const RefusalDetails& details, int status_code, const std::string& message) {
  google::rpc::Status status;
  status.set_code(status_code);
  status.set_message(message);
  google::rpc::ErrorInfo info;
  info.set_reason(details.code);
  info.set_domain(kErrorDomain);
  if (!details.request_id.empty()) (*info.mutable_metadata())[kRequestId] = details.request_id;
  if (!details.trace_id.empty()) (*info.mutable_metadata())[kTraceId] = details.trace_id;
  add(kErrorInfoType, info, status);
  if (details.retry_after.count() > 0) {
    google::rpc::RetryInfo retry;
    const auto seconds = std::chrono::floor<std::chrono::seconds>(details.retry_after);
    retry.mutable_retry_delay()->set_seconds(seconds.count());
    retry.mutable_retry_delay()->set_nanos(static_cast<int>((details.retry_after - seconds).count()));
    add(kRetryInfoType, retry, status);
  }
  v1::Refusal refusal;
  refusal.set_code(details.code);
  refusal.set_text(details.text);
  refusal.set_request_id(details.request_id);
  add(kRefusalType, refusal, status);
  return status.SerializeAsString();
}

std::optional<RefusalDetails> parse_details(std::string_view trailer) {
  google::rpc::Status status;
  if (trailer.size() > kLongestTrailer || !status.ParseFromArray(trailer.data(), static_cast<int>(trailer.size())))
    return std::nullopt;
  RefusalDetails details;
  for (const google::protobuf::Any& any : status.details()) read_detail(any, details);
  if (!is_code(details.code)) return std::nullopt;
  return details;
}

void attach_details(std::string_view trailer, absl::Status& status) {
  if (!trailer.empty()) status.SetPayload(kStatusType, absl::Cord(std::string(trailer)));
}

std::optional<RefusalDetails> details_of(const absl::Status& status) {
  const auto trailer = status.GetPayload(kStatusType);
  return trailer ? parse_details(std::string(*trailer)) : std::nullopt;
}

}  // namespace postern::rpc
