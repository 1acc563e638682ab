// SPDX-License-Identifier: Apache-2.0
//
// Bundles. What is accepted is written again as the very same bytes, and every content in it has the digest and the
// address that it claims. Besides the input itself, the input with a fitting seal is read, so that the fuzzer gets past
// the digest at the end.

#include "fuzz/collateral/require.h"
#include "host/collateral/bundle.h"

namespace {

using namespace postern;

std::string_view text_of(const attest::ByteVector& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool check(std::string_view text) {
  const auto entries = collateral::parse_bundle(attest::as_bytes(text));
  if (!entries.ok()) {
    REQUIRE(!entries.status().message().empty());
    return false;
  }
  for (const collateral::BundleEntry& entry : *entries) {
    REQUIRE(collateral::is_public_url(entry.url));
    REQUIRE(entry.page->bytes.size() <= collateral::kLongestPage);
    REQUIRE(collateral::sha256_hex(entry.page->bytes) == entry.page->sha256);
  }
  REQUIRE(text_of(collateral::print_bundle(*entries)) == text);
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  std::string text(fuzz::as_text(data, size));
  check(text);
  const std::size_t seal = text.rfind("end ");
  if (seal == text.npos) return 0;
  text.resize(seal);
  check(text + "end " + collateral::sha256_hex(text) + "\n");
  return 0;
}
