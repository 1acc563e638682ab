// SPDX-License-Identifier: Apache-2.0
//
// Ledger files. What is read of any text can be written, and the written text says the very same without damage. Besides
// the input itself, the input with a fitting digest on every line is read, so that the fuzzer gets past the digests.

#include <openssl/sha.h>

#include <array>
#include <cstdlib>

#include "host/ledger/ledger_text.h"

namespace {

using namespace postern;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(std::string_view text) {
  const auto content = ledger::parse_ledger(text);
  if (!content) return;
  require(content->whole <= text.size());
  require(content->torn == (!text.empty() && text.back() != '\n'));
  std::string again(ledger::kHeader);
  for (const auto& [entry, intent] : content->open) {
    require(entry > 0 && entry <= content->last);
    require(!intent.effect.empty() && intent.effect.size() <= ledger::kLongestEffect);
    const auto line = ledger::announce_line(entry, intent);
    require(line.has_value() && text.find(*line) != text.npos);
    again += *line;
  }
  const auto read = ledger::parse_ledger(again);
  require(read && read->damaged == 0 && !read->torn && read->open.size() == content->open.size());
  require(ledger::parse_ledger(text.substr(0, content->whole))->open.size() == content->open.size());
}

std::string sealed(std::string_view text) {
  std::string out(ledger::kHeader);
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
    SHA256(reinterpret_cast<const unsigned char*>(line.data()), line.size(), digest.data());
    out += std::string(line) + " " + attest::to_hex(std::as_bytes(std::span(digest)).first(8)) + "\n";
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(text);
  check(sealed(text));
  return 0;
}
