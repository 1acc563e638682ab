// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/event_text.h"

#include <algorithm>
#include <array>
#include <map>

namespace postern::tpm2 {
namespace {

constexpr std::size_t kLongest = 72;
constexpr std::size_t kGuidSize = 16, kVariableHead = kGuidSize + 8 + 8;
constexpr std::size_t kImageHead = 8 + 8 + 8 + 8, kNodeHead = 1 + 1 + 2;

bool is_printable(char c) { return c >= 0x20 && c < 0x7F; }

// UTF-16 of text that is ASCII has a zero in every second byte.
std::string narrowed(sdk::ByteView data) {
  const bool is_wide = data.size() >= 4 && data.size() % 2 == 0 && data[1] == std::byte{0} && data[3] == std::byte{0};
  std::string text;
  for (std::size_t i = 0; i < data.size(); i += is_wide ? 2 : 1) {
    const bool fits = !is_wide || data[i + 1] == std::byte{0};
    text.push_back(fits ? std::to_integer<char>(data[i]) : '\x01');
  }
  return text;
}

std::string shortened(std::string text) {
  if (text.size() > kLongest) text.replace(kLongest - 3, std::string::npos, "...");
  return text;
}

// The text, when it is one: printable up to zeros at its end.
std::string as_text(sdk::ByteView data) {
  std::string text = narrowed(data);
  while (!text.empty() && (text.back() == '\0' || text.back() == '\n')) text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return std::all_of(text.begin(), text.end(), is_printable) ? shortened(std::move(text)) : "";
}

uint64_t number_at(sdk::ByteView data, std::size_t offset, std::size_t size = 8) {
  uint64_t number = 0;
  for (std::size_t i = size; i-- > 0;) number = number << 8 | std::to_integer<uint64_t>(data[offset + i]);
  return number;
}

// UEFI_VARIABLE_DATA (TCG PC Client Platform Firmware Profile 1.05, 10.2.6): GUID, two lengths, name, content.
std::string variable_name(sdk::ByteView data) {
  if (data.size() < kVariableHead) return "";
  const uint64_t characters = number_at(data, kGuidSize);
  if (characters > (data.size() - kVariableHead) / 2) return "";
  std::string name;
  for (std::size_t i = 0; i < characters; ++i) {
    const char c = std::to_integer<char>(data[kVariableHead + 2 * i]);
    if (!is_printable(c) || data[kVariableHead + 2 * i + 1] != std::byte{0}) return "";
    name.push_back(c);
  }
  return shortened(std::move(name));
}

// UEFI_IMAGE_LOAD_EVENT (the same, 10.2.3): four numbers, then the image's device path, whose last part may be the path of
// a file (UEFI 2.10, 10.3.1 and 10.3.5.4: type, subtype and size, then UTF-16).
std::string image_path(sdk::ByteView data) {
  if (data.size() < kImageHead) return "";
  data = data.subspan(kImageHead);
  while (data.size() >= kNodeHead) {
    const std::size_t size = number_at(data, 2, 2);
    if (size < kNodeHead || size > data.size()) return "";
    const bool is_file = data[0] == std::byte{4} && data[1] == std::byte{4};
    if (is_file) return as_text(data.subspan(kNodeHead, size - kNodeHead));
    data = data.subspan(size);
  }
  return "";
}

const std::map<uint32_t, std::string_view>& names() {
  static const std::map<uint32_t, std::string_view> names{
      {0x00000000, "EV_PREBOOT_CERT"},
      {0x00000001, "EV_POST_CODE"},
      {0x00000003, "EV_NO_ACTION"},
      {0x00000004, "EV_SEPARATOR"},
      {0x00000005, "EV_ACTION"},
      {0x00000006, "EV_EVENT_TAG"},
      {0x00000007, "EV_S_CRTM_CONTENTS"},
      {0x00000008, "EV_S_CRTM_VERSION"},
      {0x00000009, "EV_CPU_MICROCODE"},
      {0x0000000A, "EV_PLATFORM_CONFIG_FLAGS"},
      {0x0000000B, "EV_TABLE_OF_DEVICES"},
      {0x0000000C, "EV_COMPACT_HASH"},
      {0x0000000D, "EV_IPL"},
      {0x0000000E, "EV_IPL_PARTITION_DATA"},
      {0x0000000F, "EV_NONHOST_CODE"},
      {0x00000010, "EV_NONHOST_CONFIG"},
      {0x00000011, "EV_NONHOST_INFO"},
      {0x00000012, "EV_OMIT_BOOT_DEVICE_EVENTS"},
      {0x80000001, "EV_EFI_VARIABLE_DRIVER_CONFIG"},
      {0x80000002, "EV_EFI_VARIABLE_BOOT"},
      {0x80000003, "EV_EFI_BOOT_SERVICES_APPLICATION"},
      {0x80000004, "EV_EFI_BOOT_SERVICES_DRIVER"},
      {0x80000005, "EV_EFI_RUNTIME_SERVICES_DRIVER"},
      {0x80000006, "EV_EFI_GPT_EVENT"},
      {0x80000007, "EV_EFI_ACTION"},
      {0x80000008, "EV_EFI_PLATFORM_FIRMWARE_BLOB"},
      {0x80000009, "EV_EFI_HANDOFF_TABLES"},
      {0x8000000A, "EV_EFI_PLATFORM_FIRMWARE_BLOB2"},
      {0x8000000B, "EV_EFI_HANDOFF_TABLES2"},
      {0x8000000C, "EV_EFI_VARIABLE_BOOT2"},
      {0x8000000D, "EV_EFI_GPT_EVENT2"},
      {0x80000010, "EV_EFI_HCRTM_EVENT"},
      {0x800000E0, "EV_EFI_VARIABLE_AUTHORITY"},
      {0x800000E1, "EV_EFI_SPDM_FIRMWARE_BLOB"},
      {0x800000E2, "EV_EFI_SPDM_FIRMWARE_CONFIG"},
      {0x800000E3, "EV_EFI_SPDM_DEVICE_POLICY"},
      {0x800000E4, "EV_EFI_SPDM_DEVICE_AUTHORITY"},
  };
  return names;
}

bool is_variable(uint32_t type) {
  return type == 0x80000001 || type == 0x80000002 || type == 0x8000000C || type == 0x800000E0;
}

bool is_image(uint32_t type) { return type >= 0x80000003 && type <= 0x80000005; }

}  // namespace

std::string_view pcr_use(uint32_t pcr) {
  static constexpr std::array<std::string_view, 24> kUses{
      "firmware",
      "firmware configuration",
      "drivers from devices (option ROMs)",
      "configuration of these drivers",
      "boot loader",
      "boot loader configuration, partition table",
      "events of the platform's maker",
      "secure boot",
      "boot loader commands, kernel command line (GRUB)",
      "kernel and initrd (GRUB), initrd (Linux)",
      "files that Linux's IMA measures",
      "unified kernel image (systemd-stub)",
      "kernel command line and credentials (systemd)",
      "system extensions (systemd)",
      "machine owner keys (shim)",
      "machine identity",
      "debugging: anyone can reset it",
      "dynamic launch",
      "dynamic launch",
      "dynamic launch",
      "dynamic launch",
      "dynamic launch",
      "dynamic launch",
      "applications: anyone can reset it"};
  return pcr < kUses.size() ? kUses[pcr] : "";
}

std::string event_name(uint32_t type) {
  if (const auto found = names().find(type); found != names().end()) return std::string(found->second);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string name = "EV_0x";
  for (int shift = 28; shift >= 0; shift -= 4) name.push_back(kDigits[type >> shift & 15]);
  return name;
}

std::string event_text(const Event& event) {
  if (event.type == kEvSeparator) return "";
  if (is_image(event.type)) return image_path(event.data);
  return is_variable(event.type) ? variable_name(event.data) : as_text(event.data);
}

}  // namespace postern::tpm2
