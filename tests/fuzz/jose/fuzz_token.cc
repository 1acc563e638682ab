// SPDX-License-Identifier: Apache-2.0
//
// The input is read as a token, and as changes of a token that was signed. No changed token is believed, and what is
// parsed is what was there.
#include "common/encoding/base64url.h"
#include "common/jose/parse_token.h"
#include "common/jose/verify_token.h"
#include "fuzz/tpm2/require.h"
#include "support/azure_evidence.h"

using namespace postern;

namespace {

const std::string kIssuer = "https://issuer.example";

std::string signed_token() {
  return test::sign_token({{"alg", "RS256"}, {"kid", "maa-key"}, {"typ", "JWT"}},
                          nlohmann::json{{"iss", kIssuer}, {"exp", test::kPkiNow + 10}}.dump(), test::maa_key());
}

bool is_believed(std::string_view text) {
  static const jose::KeySet keys = jose::parse_key_set(test::maa_key_set()).take();
  const auto token = jose::parse_token(text);
  if (!token.ok()) {
    fuzz::require(token.failure().code() == POSTERN_REASON_TOKEN_INVALID, "refused as a token");
    return false;
  }
  auto copy = token;
  return jose::verify_token(copy.value(), keys, {kIssuer, test::kAzureNow}).ok();
}

void check_form(std::string_view text) {
  auto parsed = jose::parse_token(text);
  if (!parsed.ok()) return;
  const jose::Token& token = parsed.value();
  fuzz::require(token.signed_text + "." + encoding::encode_base64url(token.signature) == text, "nothing is left over");
  fuzz::require(token.signed_text.ends_with("." + encoding::encode_base64url(sdk::as_bytes(token.payload))),
                "the payload is what was signed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  static const std::string right = signed_token();
  fuzz::require(is_believed(right), "the unchanged token is believed");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_form(text);
  fuzz::require(!is_believed(text), "nothing that was not signed is believed");
  std::string changed = right;
  for (std::size_t i = 0; i + 3 <= size && i < 30; i += 3) {
    const std::size_t at = (std::size_t{data[i]} << 8 | data[i + 1]) % changed.size();
    changed[at] = static_cast<char>(data[i + 2]);
  }
  fuzz::require(changed == right || !is_believed(changed), "no changed token is believed");
  return 0;
}
