// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_spec_id.h"

#include <algorithm>

#include "common/tpm2/bounded_reader.h"

namespace postern::tpm2 {
namespace {

using namespace std::literals;

constexpr auto kSignature = "Spec ID Event03\0"sv;
constexpr std::size_t kVersionBytes = 8;  // platformClass, minor, major, errata, uintnSize
constexpr uint32_t kMostAlgorithms = 8;
constexpr uint16_t kLongestDigest = 64;  // bytes

sdk::Failure refused(std::string text, std::string expected, std::string observed) {
  return sdk::Failure::denied(POSTERN_REASON_EVENT_LOG_MALFORMED)
      .about("tpm.eventlog")
      .spec("TCG PC Client Platform Firmware Profile 1.05, 10.4.5.1")
      .expected(std::move(expected))
      .observed(std::move(observed))
      .peer("the event log is not valid")
      .text("Spec ID event: " + std::move(text));
}

bool has_size(const LogAlgorithm& entry) {
  const auto known = to_hash_algorithm(entry.id);
  return known ? entry.digest_size == digest_size(*known)
               : entry.digest_size > 0 && entry.digest_size <= kLongestDigest;
}

std::string size_text(uint16_t id) {
  const auto known = to_hash_algorithm(id);
  return known ? std::to_string(digest_size(*known)) + " bytes" : "1 to 64 bytes";
}

sdk::Result<std::vector<LogAlgorithm>> parse_algorithms(BoundedReader& reader, uint32_t count) {
  std::vector<LogAlgorithm> algorithms;
  for (uint32_t i = 0; i < count; ++i) {
    const auto id = reader.u16();
    const auto size = reader.u16();
    if (!id || !size) return refused("the list of algorithms is cut off", std::to_string(count) + " algorithms", std::to_string(i));
    for (const LogAlgorithm& earlier : algorithms)
      if (earlier.id == *id) return refused("announces an algorithm twice", "each once", std::to_string(*id) + " twice");
    algorithms.push_back({*id, *size});
    if (!has_size(algorithms.back()))
      return refused("wrong digest size for algorithm " + std::to_string(*id), size_text(*id), std::to_string(*size) + " bytes");
  }
  return algorithms;
}

}  // namespace

bool is_spec_id(const Event& event) {
  const sdk::ByteView signature = sdk::as_bytes(kSignature);
  return event.type == kEvNoAction && event.data.size() >= signature.size() &&
         std::equal(signature.begin(), signature.end(), event.data.begin());
}

sdk::Result<std::vector<LogAlgorithm>> parse_spec_id(const Event& event) {
  if (event.pcr != 0) return refused("is not for PCR 0", "0", std::to_string(event.pcr));
  BoundedReader reader(event.data.subspan(kSignature.size()));
  const auto version = reader.take(kVersionBytes);
  const auto count = reader.u32();
  if (!version || !count) return refused("is cut off", "at least 28 bytes", std::to_string(event.data.size()) + " bytes");
  if (*count == 0 || *count > kMostAlgorithms)
    return refused("announces no algorithm or too many", "1 to 8", std::to_string(*count));
  POSTERN_TRY(algorithms, parse_algorithms(reader, *count));
  const auto vendor_size = reader.u8();
  if (!vendor_size || reader.left() != *vendor_size)
    
    return refused("vendorInfo has another size than it says", vendor_size ? std::to_string(*vendor_size) + " bytes" : "its size",
                   std::to_string(reader.left()) + " bytes");
  return algorithms;
}

}  // namespace postern::tpm2
