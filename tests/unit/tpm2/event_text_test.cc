// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/event_text.h"

#include <gmock/gmock.h>

#include "common/tpm2/parse_event_log.h"
#include "support/log_writer.h"

namespace postern::tpm2 {
namespace {

using namespace std::literals;

std::string text_of(std::string_view data, uint32_t type = 0x0000000D) {
  Event event;
  event.type = type;
  event.data = sdk::as_bytes(data);
  return event_text(event);
}

std::string wide(std::string_view text) {
  std::string out;
  for (const char c : text) out += {c, '\0'};
  return out;
}

std::string variable(std::string_view name, uint64_t characters) {
  std::string data(16, '\x11');
  for (int i = 0; i < 8; ++i) data.push_back(static_cast<char>(characters >> 8 * i));
  return data + std::string(8, '\0') + wide(name);
}

TEST(EventText, NamesTypes) {
  EXPECT_EQ(event_name(0x00000008), "EV_S_CRTM_VERSION");
  EXPECT_EQ(event_name(0x80000003), "EV_EFI_BOOT_SERVICES_APPLICATION");
  EXPECT_EQ(event_name(0x8000ABCD), "EV_0x8000ABCD");
}

TEST(EventText, SaysForWhatAPcrIs) {
  for (uint32_t pcr = 0; pcr < kPcrCount; ++pcr) EXPECT_FALSE(pcr_use(pcr).empty());
  EXPECT_EQ(pcr_use(24), "");
}

TEST(EventText, ShowsText) {
  EXPECT_EQ(text_of("Calling EFI Application from Boot Option"), "Calling EFI Application from Boot Option");
  EXPECT_EQ(text_of("grub_cmd: linux /vmlinuz\0"sv), "grub_cmd: linux /vmlinuz");
  EXPECT_EQ(text_of(wide("kernel-command-line")), "kernel-command-line");
}

TEST(EventText, ShowsTheNameOfAVariable) {
  EXPECT_EQ(text_of(variable("SecureBoot", 10), 0x80000001), "SecureBoot");
  EXPECT_EQ(text_of(variable("SecureBoot", 11), 0x80000001), "");
  EXPECT_EQ(text_of(variable("SecureBoot", ~uint64_t{0}), 0x80000001), "");
  EXPECT_EQ(text_of("short", 0x80000001), "");
}

TEST(EventText, ShowsTheFileOfAnImage) {
  const std::string disk("\x04\x01\x06\0xx"s), end("\x7f\xff\x04\0"s);
  const std::string file = "\x04\x04\x16\0"s + wide("\\EFI\\BOOT");
  const std::string head(32, '\0');
  ASSERT_EQ(file.size(), 0x16u);
  EXPECT_EQ(text_of(head + disk + file + end, 0x80000003), "\\EFI\\BOOT");
  EXPECT_EQ(text_of(head + disk + end, 0x80000003), "");
  EXPECT_EQ(text_of(head + "\x04\x04\xff\xff"s + wide("x"), 0x80000003), "");
  EXPECT_EQ(text_of(head + "\x04\x01\0\0"s, 0x80000003), "");
  EXPECT_EQ(text_of("short", 0x80000003), "");
}

TEST(EventText, NeverBreaksTheLineOrTheTerminal) {
  for (const std::string_view data : {"a\rb"sv, "\x1b[31mred"sv, "\0\1\2"sv, "\xc3\xa4"sv, "x\x7f"sv})
    EXPECT_EQ(text_of(data), "");
  EXPECT_EQ(text_of("one\n[set.pcrs.4]\ntwo"), "one [set.pcrs.4] two");
  EXPECT_EQ(text_of(variable("a\nb", 3), 0x80000001), "");
  EXPECT_EQ(text_of(std::string(5000, 'x')).size(), 72u);
}

}  // namespace
}  // namespace postern::tpm2
