// SPDX-License-Identifier: Apache-2.0
//
// Lines of a log. A line that is opened is written again as the very same text, and no other byte in it would do; what it
// says as a record stands in it, and its summary is one line that no terminal obeys. Besides the input itself, the input
// with a fitting seal is read, so that the fuzzer gets past the digest.

#include <string>

#include "fuzz/collateral/require.h"
#include "host/record/chain_check.h"
#include "host/record/digest.h"
#include "host/record/record.h"
#include "host/record/timestamp.h"

namespace {

using namespace postern;

void check_record(const record::Json& line) {
  const auto record = record::parse_record(line);
  if (!record.ok()) {
    REQUIRE(!record.status().message().empty());
    return;
  }
  REQUIRE(record->json == line && record->seq == line["seq"]);
  REQUIRE(record::print_time(record->time) == line["time"]);
  REQUIRE(attest::to_hex(record->nonce) == line["evidence"]["nonce"]);
  REQUIRE(record->is_allowed == record->code.empty() || (!record->is_allowed && line["reason"]["code"] == record->code));
  for (const char c : record::summary(*record)) REQUIRE(c >= 0x20 && c < 0x7f);
}

void check_line(std::string text, std::size_t flip) {
  const auto json = record::open_line(text);
  if (!json.ok()) return;
  REQUIRE(record::dump(*json) == text);
  REQUIRE(record::reseal(text) == text);
  check_record(*json);
  record::ChainCheck check({(*json)["seq"].get<uint64_t>() - 1, (*json)["prev"].get<std::string>()});
  REQUIRE(check.take(text).ok() && check.head().digest == record::sha256_hex(text));
  text[flip % text.size()] = static_cast<char>(text[flip % text.size()] ^ 1);
  REQUIRE(!record::open_line(text).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(fuzz::as_text(data, size));
  const std::size_t flip = size == 0 ? 0 : data[size / 2] * size / 256;
  check_line(text, flip);
  check_line(record::reseal(text), flip);
  return 0;
}
