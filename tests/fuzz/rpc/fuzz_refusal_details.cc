// SPDX-License-Identifier: Apache-2.0
//
// Details of refusals. Whatever a gate sends, what a node shows is one short line without control characters, it waits
// an hour at most, and what was read is read again from what is written of it.

#include <algorithm>
#include <cstdlib>

#include "host/rpc/refusal_details.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool is_line(const std::string& text) {
  return text.size() <= 1024 && std::none_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace postern;
  const auto details = rpc::parse_details({reinterpret_cast<const char*>(data), size});
  if (!details) return 0;
  require(!details->code.empty() && details->code.size() <= 64 && is_line(details->code));
  require(is_line(details->text) && is_line(details->request_id) && is_line(details->trace_id));
  require(details->retry_after.count() >= 0 && details->retry_after <= std::chrono::hours(1));
  const auto again = rpc::parse_details(rpc::print_details(*details, 14, "message"));
  require(again && again->code == details->code && again->retry_after == details->retry_after);
  return 0;
}
