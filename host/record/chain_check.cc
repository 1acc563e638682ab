// SPDX-License-Identifier: Apache-2.0
#include "host/record/chain_check.h"

#include <absl/strings/str_cat.h>

#include "host/record/digest.h"

namespace postern::record {

absl::StatusOr<Json> ChainCheck::take(std::string_view line) {
  auto json = open_line(line);
  if (!json.ok()) return json.status();
  const auto seq = (*json)["seq"].get<uint64_t>();
  const auto prev = (*json)["prev"].get<std::string>();
  if (!begun_ && seq == 1 && prev != kNoLine) return absl::InvalidArgumentError("the first line of a log has none before it");
  if (begun_ && seq != head_.seq + 1)
    return absl::InvalidArgumentError(absl::StrCat("number ", seq, " follows number ", head_.seq, ": lines are missing or out of order"));
  if (begun_ && prev != head_.digest)
    return absl::InvalidArgumentError("does not follow the line before: that one has been changed or replaced");
  begun_ = true;
  head_ = {seq, sha256_hex(line)};
  return json;
}

}  // namespace postern::record
