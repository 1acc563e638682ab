// SPDX-License-Identifier: Apache-2.0
#include "common/crypto/secret_text.h"
#include "fuzz/tpm2/require.h"
#include "support/recording_host.h"
#include "validators/gcp/access_token.h"
#include "validators/gcp/secret_object.h"
#include "validators/gcp/service_account.h"

using namespace postern;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  static const test::RecordingHost host;  // gives secure memory
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto token = gcp::parse_token_answer(whole);
  if (token.ok()) {
    const auto text = common::text_of(token.value().text);
    fuzz::require(text.find_first_of(" \r\n\t") == std::string_view::npos && !text.empty(), "a token fits into a header");
  }
  (void)gcp::parse_service_account(whole, "key");
  const auto object = gcp::read_secret_object(whole, "access_token", {});
  if (!object.ok()) {
    fuzz::require(!token.ok(), "a token comes from such an object");
    return 0;
  }
  auto parsed = nlohmann::json::parse(data, data + size, nullptr, false);
  fuzz::require(parsed.is_object(), "it is JSON, with the secret in it");
  fuzz::require(parsed["access_token"] == std::string(common::text_of(object.value().secret)), "a JSON parser sees the same secret");
  parsed["access_token"] = object.value().rest["access_token"];
  fuzz::require(parsed == object.value().rest, "and the same rest");
  return 0;
}
