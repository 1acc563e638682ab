// SPDX-License-Identifier: Apache-2.0
//
// Of two bindings (uuid, claim, value), cut out of the input at places that it says itself, different ones give different
// ids, equal ones the same, and neither is a UUID or an internal name.

#include <string>

#include "common/keys/key_id.h"
#include "fuzz/kube_token/require.h"

namespace {

using postern::keys::KeyId;

struct Binding {
  std::string claim, value;
  bool operator==(const Binding&) const = default;
};

// The first byte says where the claim's name ends.
Binding binding_of(std::string_view text) {
  if (text.empty()) return {};
  const std::size_t cut = std::min<std::size_t>(static_cast<unsigned char>(text.front()), text.size() - 1);
  return {std::string(text.substr(1, cut)), std::string(text.substr(1 + cut))};
}

KeyId bound(const char* uuid, const Binding& binding) {
  return KeyId::disk(uuid)->bound_to(binding.claim, postern::sdk::as_bytes(binding.value));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  constexpr const char* kOne = "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f70";
  constexpr const char* kOther = "6f1d5e2a-0c1b-4e7f-9a3d-2b8c4d5e6f71";
  const std::string_view text = postern::fuzz::as_text(data, size);
  const Binding first = binding_of(text.substr(0, size / 2)), second = binding_of(text.substr(size / 2));
  const KeyId id = bound(kOne, first);
  REQUIRE(id.text().size() == 69 && form_of(id) == postern::keys::KeyIdForm::kBoundDisk);
  REQUIRE(!KeyId::disk(id.text()));
  REQUIRE((id.text() == bound(kOne, second).text()) == (first == second));
  REQUIRE(id.text() != bound(kOther, first).text() && id.text() != bound(kOther, second).text());
  return 0;
}
