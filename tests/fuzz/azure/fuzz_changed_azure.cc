// SPDX-License-Identifier: Apache-2.0
//
// A valid azure-sev-snp document is changed as the input says, also by pieces of a document of another machine, and
// its InstanceInfo likewise, with quotes that cover the change. The validator either refuses it or, where the change
// touched nothing that counts, says exactly the same.
#include <sstream>

#include "common/attdoc/write_document.h"
#include "common/attdoc/write_snp_instance_info.h"
#include "fuzz/tpm2/require.h"
#include "support/azure_evidence.h"
#include "support/recording_host.h"
#include "validators/azure-snp/validator.h"

using namespace postern;
using azure_snp::AzureSnpValidator;

namespace {

const sdk::ByteVector kNonce(32, std::byte{0x11}), kKey(32, std::byte{0x22});

// statement: what the validator tells the host; empty when it refuses.
std::string statement(AzureSnpValidator& validator, const std::string& document) {
  test::RecordingHost host;
  host.now = test::kAzureNow;
  sdk::Call call = host.call();
  const auto judged = validator.validate(call, {"azure-sev-snp", sdk::as_bytes(document), kNonce, kKey});
  if (!judged.ok()) return {};
  std::ostringstream out;
  for (const auto& [kind, value] : host.bindings) out << kind << '=' << value << '\n';
  for (const auto& [name, value] : host.claims) out << name << '=' << value.integer << value.bytes << '\n';
  return out.str();
}

// change: five bytes each: what to do, where (two bytes, counted in 1/65536 of the text), how much, with what.
std::string change(std::string text, const std::string& other, sdk::ByteView edits) {
  for (; edits.size() >= 5 && !text.empty(); edits = edits.subspan(5)) {
    const auto at = [&](std::size_t i) { return std::to_integer<std::size_t>(edits[i]); };
    const std::size_t where = (at(1) << 8 | at(2)) * text.size() >> 16;
    const std::size_t length = std::min(at(3), text.size() - where);
    switch (at(0) % 5) {
      case 0:
        text[where] = static_cast<char>(at(4));
        break;
      case 1:
        text.insert(where, 1, static_cast<char>(at(4)));
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
    }
  }
  return text;
}

// Stage: the right document, the other machine's, and their InstanceInfo.
struct Stage {
  test::AzureMachine machine;
  test::AzureMachine stranger;
  std::string info = attdoc::write_snp_instance_info(test::azure_instance_info(machine));
  std::string other_info = attdoc::write_snp_instance_info(test::azure_instance_info(stranger));
  std::string document, other_document;
  std::unique_ptr<AzureSnpValidator> validator;

  Stage() {
    document = write(info);
    other_document = attdoc::write_document(test::make_azure_snp(stranger, kNonce, kKey));
    test::RecordingHost host;
    sdk::Call call = host.call();
    validator = AzureSnpValidator::create(
                    call, AzureSnpValidator::read_config(test::azure_snp_config(machine).dump()).take())
                    .take();
  }
  std::string write(const std::string& instance_info) const {
    test::AzureMachine copy = machine;
    copy.instance_info = instance_info;
    return attdoc::write_document(test::make_azure_snp(copy, kNonce, kKey));
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  static const Stage stage;
  static const std::string expected = statement(*stage.validator, stage.document);
  fuzz::require(!expected.empty(), "the unchanged document is accepted");
  if (size == 0 || size > 500) return 0;
  const sdk::ByteView edits = fuzz::input(data, size).subspan(1);
  const std::string changed = data[0] % 2 == 0 ? change(stage.document, stage.other_document, edits)
                                               : stage.write(change(stage.info, stage.other_info, edits));
  const std::string said = statement(*stage.validator, changed);
  fuzz::require(said.empty() || said == expected, "a changed document is refused, or means the same");
  return 0;
}
