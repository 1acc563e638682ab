// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_pcr_bank.h"

#include <charconv>
#include <optional>

namespace postern::tpm2 {

// PcrBankMaker: the only code that can put values into a PcrBank.
class PcrBankMaker {
 public:
  explicit PcrBankMaker(HashAlgorithm algorithm) { bank_.algorithm_ = algorithm; }
  void put(uint32_t pcr, const sdk::ByteVector& value) { bank_.values_[pcr] = value; }
  PcrBank take() { return std::move(bank_); }

 private:
  PcrBank bank_;
};

namespace {

sdk::Failure refused(std::string text) {
  return sdk::Failure::malformed(std::move(text))
      .about("tpm.quote")
      .spec("TPM 2.0 Library rev. 1.59 Part 2, 10.9.7")
      .peer("the attestation document is not valid");
}

std::optional<uint32_t> to_pcr(const std::string& text) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool canonical =
      error == std::errc() && end == text.data() + text.size() && text == std::to_string(number);
  return canonical && number < kPcrCount ? std::optional(number) : std::nullopt;
}

}  // namespace

sdk::Result<PcrBank> parse_pcr_bank(uint64_t tpm_alg_id,
                                    const std::map<std::string, sdk::ByteVector>& values) {
  const auto algorithm = to_hash_algorithm(tpm_alg_id);
  if (!algorithm) return refused("the PCR bank is not known").expected("4, 11, 12 or 13").observed(std::to_string(tpm_alg_id));
  if (values.empty()) 
    return refused("the " + std::string(name_of(*algorithm)) + " bank has no PCR values").expected("PCR values").observed("none");
  PcrBankMaker maker(*algorithm);
  for (const auto& [name, value] : values) {
    const auto pcr = to_pcr(name);
    if (!pcr) return refused("a PCR is not numbered 0 to 23").expected("0 to 23").observed(name.substr(0, 16));
    if (value.size() != digest_size(*algorithm))
      return refused("PCR " + name + " has not the length of a " + std::string(name_of(*algorithm)) +
                     " digest")
          .expected(std::to_string(digest_size(*algorithm)))
          .observed(std::to_string(value.size()));
    maker.put(*pcr, value);
  }
  return maker.take();
}

}  // namespace postern::tpm2
