// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/fetched_pages.h"

#include <algorithm>
#include <utility>

#include "host/plugin/stated_text.h"

namespace postern::plugin {
namespace {

constexpr uint64_t kLongestPage = 4 * 1024 * 1024;

postern_bytes raw(attest::ByteView bytes) { return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}; }

postern_status status_of(const absl::Status& status) {
  if (status.ok()) return POSTERN_OK;
  if (absl::IsPermissionDenied(status)) return POSTERN_MISCONFIGURED;
  if (absl::IsDeadlineExceeded(status)) return POSTERN_DEADLINE_EXCEEDED;
  return absl::IsOutOfRange(status) ? POSTERN_EXHAUSTED : POSTERN_UNAVAILABLE;
}

}  // namespace

std::optional<FetchRequest> read_fetch(const postern_fetch& given, std::chrono::nanoseconds timeout) {
  if (given.struct_size < offsetof(postern_fetch, keep) || given.method > 1 || !readable(given.url) ||
      !readable(given.headers) || !readable(given.body))
    return std::nullopt;
  FetchRequest request{given.method == 1, std::string(text_of(given.url)), std::string(text_of(given.headers)),
                       std::string(text_of(given.body)), std::min<uint64_t>(given.max_bytes, kLongestPage), timeout};
  if (given.struct_size >= sizeof(postern_fetch)) {
    if (given.keep > POSTERN_FETCH_KEEP_RECORD) return std::nullopt;
    request.may_keep = given.keep == POSTERN_FETCH_KEEP_PUBLIC;
    request.may_record = given.keep != POSTERN_FETCH_KEEP_NEVER;
  }
  if (request.may_keep && (request.post || !request.body.empty())) return std::nullopt;
  return request;
}

postern_status FetchedPages::add(const FetchRequest& request, absl::StatusOr<attest::ByteVector> page,
                                 postern_bytes& out) {
  const absl::Status status = page.status();
  attest::Fetched fetched;
  fetched.url = request.url;
  fetched.may_record = request.may_record;
  if (status.ok()) {
    fetched.page = std::make_shared<const attest::ByteVector>(*std::move(page));
  } else {
    fetched.failure = absl::StatusCodeToString(status.code());
    fetched.text = std::string(status.message());
  }
  const attest::Fetched& kept = trail_.emplace_back(std::move(fetched));
  out = raw(kept.page != nullptr ? attest::ByteView(*kept.page) : attest::as_bytes(kept.text));
  return status_of(status);
}

}  // namespace postern::plugin
