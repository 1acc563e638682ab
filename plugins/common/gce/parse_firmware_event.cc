// SPDX-License-Identifier: Apache-2.0
#include "common/gce/parse_firmware_event.h"

#include <algorithm>
#include <charconv>

namespace postern::gce {
namespace {

using namespace std::literals;

constexpr auto kVersionLabel = "GCE Virtual Firmware v"sv;
constexpr auto kTechnologyLabel = "GCE NonHostInfo\0"sv;
constexpr std::size_t kTechnologySize = 32;  // bytes
constexpr std::size_t kLongestNumber = 10;   // digits

sdk::Failure refused(std::string subject, std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_PLATFORM_MISMATCH)
      .about(std::move(subject))
      .spec("go-tpm-tools, GCE firmware events in PCR 0")
      .peer("the platform is not acceptable")
      .text(std::move(text));
}

// to_ascii: the text of UTF-16 little-endian whose characters are all ASCII, or nothing.
std::optional<std::string> to_ascii(sdk::ByteView data) {
  if (data.size() % 2 != 0) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < data.size(); i += 2) {
    if (data[i + 1] != std::byte{0} || data[i] >= std::byte{0x80}) return std::nullopt;
    text.push_back(std::to_integer<char>(data[i]));
  }
  return text;
}

}  // namespace

bool is_firmware_version(sdk::ByteView data) {
  const std::size_t size = 2 * kVersionLabel.size();
  return data.size() >= size && to_ascii(data.first(size)) == kVersionLabel;
}

bool is_technology(sdk::ByteView data) {
  const sdk::ByteView label = sdk::as_bytes(kTechnologyLabel);
  return data.size() >= label.size() && std::equal(label.begin(), label.end(), data.begin());
}

sdk::Result<uint32_t> parse_firmware_version(sdk::ByteView data) {
  constexpr std::size_t kLongest = 2 * (kVersionLabel.size() + kLongestNumber + 1);
  if (!is_firmware_version(data) || data.size() > kLongest)
    return refused("gcp.firmware_version", "the firmware's version is not one of GCE's firmware");
  const auto text = to_ascii(data);
  if (!text || text->back() != '\0') return refused("gcp.firmware_version", "the firmware's version does not end");
  const char* first = text->data() + kVersionLabel.size();
  const char* end = text->data() + text->size() - 1;
  int32_t version = -1;
  const auto parsed = std::from_chars(first, end, version);
  const bool has_zeros = end - first > 1 && *first == '0';
  if (parsed.ec != std::errc() || parsed.ptr != end || version < 0 || has_zeros)
    return refused("gcp.firmware_version", "the firmware's version is not a number");
  return static_cast<uint32_t>(version);
}

sdk::Result<Technology> parse_technology(sdk::ByteView data) {
  if (!is_technology(data) || data.size() != kTechnologySize)
    return refused("gcp.technology", "the event about the confidential technology has not its form");
  const auto value = std::to_integer<uint8_t>(data[kTechnologyLabel.size()]);
  if (value > static_cast<uint8_t>(Technology::kAmdSevSnp))
    return refused("gcp.technology", "the confidential technology is not known").observed(std::to_string(value));
  return static_cast<Technology>(value);
}

}  // namespace postern::gce
