// SPDX-License-Identifier: Apache-2.0
//
// A valid document is changed as the input says, also by pieces of a document that the same TPM made for
// another nonce. The validator either refuses it or, where the change touched nothing that counts, says
// exactly the same.
#include <fstream>
#include <sstream>
#include <vector>

#include "common/attdoc/parse_document.h"
#include "common/tpm2/ak_name.h"
#include "common/tpm2/parse_public.h"
#include "fuzz/tpm2/require.h"
#include "support/recording_host.h"
#include "validators/qemu-tpm/validator.h"

using namespace postern;
using qemu_tpm::QemuTpmValidator;

namespace {

const sdk::ByteVector kNonce(32, std::byte{0x11}), kKey(32, std::byte{0x22});

std::string read_file(const std::string& name) {
  std::ifstream file(std::string(POSTERN_FUZZ_DOCUMENTS "/") + name, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  fuzz::require(content.str().size() > 1000, "the documents are there");
  return content.str();
}

std::unique_ptr<QemuTpmValidator> make_validator(const std::string& document) {
  test::RecordingHost host;
  sdk::Call call = host.call();
  const auto parsed = attdoc::parse_document(document);
  const auto area = tpm2::parse_public(parsed.value().ak_pub);
  const std::string config = R"({"ak_trust": "pinned", "event_log": "required", "pinned_aks": [")" +
                             sdk::to_hex(tpm2::ak_name(area.value())) +
                             R"("], "measurements": [{"name": "image", "pcrs": {"4": {"expected": ")" +
                             std::string(64, '0') + R"("}}}]})";
  return QemuTpmValidator::create(call, QemuTpmValidator::read_config(config).take()).take();
}

// Statement: all that the validator tells the host; empty when it refuses.
std::string statement(QemuTpmValidator& validator, const std::string& document) {
  test::RecordingHost host;
  sdk::Call call = host.call();
  const auto judged = validator.validate(call, {"qemu-vtpm", sdk::as_bytes(document), kNonce, kKey});
  if (!judged.ok()) return {};
  std::ostringstream out;
  for (const auto& [kind, value] : host.bindings) out << kind << '=' << value << '\n';
  for (const auto& [name, value] : host.claims) out << name << '=' << value.integer << value.bytes << '\n';
  return out.str();
}

// Edits: five bytes each: what to do, where (two bytes, counted in 1/65536 of the text), how much, with what.
std::string change(std::string text, const std::string& other, sdk::ByteView edits) {
  for (; edits.size() >= 5; edits = edits.subspan(5)) {
    const auto at = [&](std::size_t i) { return std::to_integer<std::size_t>(edits[i]); };
    const std::size_t where = (at(1) << 8 | at(2)) * text.size() >> 16;
    const std::size_t length = std::min(at(3), text.size() - where);
    const char value = static_cast<char>(at(4));
    switch (at(0) % 6) {
      case 0:
        if (where < text.size()) text[where] = value;
        break;
      case 1:
        text.insert(where, 1, value);
        break;
      case 2:
        text.erase(where, length);
        break;
      case 3:
        text.insert(where, text.substr(where, length));
        break;
      case 4:
        if (where < other.size()) text.replace(where, length, other.substr(where, length));
        break;
      case 5:
        text.resize(where);
        break;
    }
    if (text.empty()) break;
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  static const std::string document = read_file("good.json"), other = read_file("other_nonce.json");
  static const auto validator = make_validator(document);
  static const std::string expected = statement(*validator, document);
  fuzz::require(!expected.empty(), "the unchanged document is accepted");
  if (size > 500) return 0;
  const std::string said = statement(*validator, change(document, other, fuzz::input(data, size)));
  fuzz::require(said.empty() || said == expected, "a changed document is refused, or means the same");
  return 0;
}
