// SPDX-License-Identifier: Apache-2.0
#include "common/gce/check_firmware.h"
#include "common/gce/parse_firmware_event.h"
#include "unit/gcp/machine_judge.h"

namespace postern::gce {
namespace {

using namespace std::literals;
using gcp::GcpMachine;
using gcp::verified;
using test::DeniedWith;
using test::GcpEvent;
using test::Succeeds;

constexpr std::string_view kMismatch = POSTERN_REASON_PLATFORM_MISMATCH;

auto version(const std::string& text) { return parse_firmware_version(sdk::as_bytes(test::utf16(text))); }

TEST(FirmwareEvent, ReadsTheVersion) {
  EXPECT_EQ(version("GCE Virtual Firmware v1\0"s).value(), 1u);
  EXPECT_EQ(version("GCE Virtual Firmware v0\0"s).value(), 0u);
  EXPECT_EQ(version("GCE Virtual Firmware v2147483647\0"s).value(), 2147483647u);
  for (const std::string& bad : {"GCE Virtual Firmware v"s, "GCE Virtual Firmware v\0"s, "GCE Virtual Firmware v1"s,
                                 "GCE Virtual Firmware v1 \0"s, "GCE Virtual Firmware v-1\0"s, "GCE Virtual Firmware v+1\0"s,
                                 "GCE Virtual Firmware v01\0"s, "GCE Virtual Firmware v2147483648\0"s,
                                 "GCE Virtual Firmware v1\0\0"s, "GCE Virtual Firmware v99999999999\0"s, "Other Firmware v1\0"s, ""s,
                                 "gce virtual firmware v1\0"s})
    EXPECT_THAT(version(bad), DeniedWith(kMismatch)) << bad;
  std::string odd = test::utf16("GCE Virtual Firmware v1\0"s) + "x";
  EXPECT_THAT(parse_firmware_version(sdk::as_bytes(odd)), DeniedWith(kMismatch));
  odd = test::utf16("GCE Virtual Firmware v1\0"s);
  odd[odd.size() - 3] = 1;  // the digit's high byte
  EXPECT_THAT(parse_firmware_version(sdk::as_bytes(odd)), DeniedWith(kMismatch));
}

TEST(FirmwareEvent, ReadsTheTechnology) {
  for (uint8_t value = 0; value < 5; ++value)
    EXPECT_EQ(parse_technology(sdk::as_bytes(test::gce_events(1, value)[1].data)).value(), static_cast<Technology>(value));
  EXPECT_THAT(parse_technology(sdk::as_bytes(test::gce_events(1, 5)[1].data)), DeniedWith(kMismatch));
  const std::string right = test::gce_events()[1].data;
  for (const std::string& bad : {""s, right.substr(0, 31), right + "x", "GCE NonHostInf0" + right.substr(15)})
    EXPECT_THAT(parse_technology(sdk::as_bytes(bad)), DeniedWith(kMismatch)) << bad;
  for (const char* name : {"none", "amd-sev", "amd-sev-es", "intel-tdx", "amd-sev-snp"})
    EXPECT_EQ(name_of(parse_technology_name(name).value()), name);
  EXPECT_FALSE(parse_technology_name("AMD_SEV"));
}

auto firmware(std::vector<GcpEvent> events) {
  GcpMachine machine;
  machine.events = std::move(events);
  return verify_firmware(*verified(machine).log());
}

TEST(VerifyFirmware, FindsBothEvents) {
  const auto found = firmware(test::gce_events(3, 2));
  ASSERT_THAT(found, Succeeds());
  EXPECT_EQ(found.value().version(), 3u);
  EXPECT_EQ(found.value().technology(), Technology::kAmdSevEs);
}

TEST(VerifyFirmware, TellsEventsByContentAndNotByType) {
  auto events = test::gce_events();
  events[0].type = 0xD;
  events[1].type = 0x8;
  EXPECT_THAT(firmware(events), Succeeds());
}

TEST(VerifyFirmware, RefusesWhenOneIsMissing) {
  for (const std::ptrdiff_t index : {0, 1}) {
    auto events = test::gce_events();
    events.erase(events.begin() + index);
    EXPECT_THAT(firmware(events), DeniedWith(kMismatch)) << index;
  }
}

TEST(VerifyFirmware, RefusesTwoOfAKind) {
  for (const std::size_t index : {0u, 1u}) {
    auto events = test::gce_events();
    events.insert(events.begin(), events[index]);
    EXPECT_THAT(firmware(events), DeniedWith(kMismatch)) << index;
  }
}

// Whoever runs later can extend PCR 0 too; what comes after the separator is not the firmware's.
TEST(VerifyFirmware, BelievesNothingAfterTheSeparator) {
  auto events = test::gce_events(1, 0);
  events.push_back(test::gce_events(1, 1)[1]);
  ASSERT_THAT(firmware(events), Succeeds());
  EXPECT_EQ(firmware(events).value().technology(), Technology::kNone);
  events.erase(events.begin() + 1);
  EXPECT_THAT(firmware(events), DeniedWith(kMismatch)) << "only the late one is there";
}

// The log is the sender's: it can show other data than was measured, and call events what it likes.
TEST(VerifyFirmware, HidingEventsDoesNotHelp) {
  auto events = test::gce_events(1, 0);
  events.push_back(test::gce_events(1, 1)[1]);
  events[1].measured = events[1].data;
  events[1].data = "nothing to see here";
  EXPECT_THAT(firmware(events), DeniedWith(kMismatch)) << "the true one is hidden";
  events[2].measured = events[2].data;
  events[2].data = "no separator";
  EXPECT_THAT(firmware(events), DeniedWith(kMismatch)) << "the separator is hidden, too";
  events[2].type = 0xD;
  EXPECT_THAT(firmware(events), DeniedWith(kMismatch)) << "and called something else";
}

TEST(VerifyFirmware, RefusesDataThatWasNotMeasured) {
  auto events = test::gce_events(1, 0);
  events[1].measured = events[1].data;
  events[1].data = test::gce_events(1, 1)[1].data;
  EXPECT_THAT(firmware(events), DeniedWith(kMismatch));
}

TEST(VerifyFirmware, LooksAtPcr0Only) {
  for (const std::size_t index : {0u, 1u}) {
    auto events = test::gce_events();
    events[index].pcr = 1;
    EXPECT_THAT(firmware(events), DeniedWith(kMismatch)) << index;
  }
}

TEST(VerifyFirmware, WantsASeparatorInPcr0) {
  auto events = test::gce_events();
  events.erase(events.begin() + 2);
  EXPECT_THAT(firmware(events), DeniedWith(kMismatch));
  events.insert(events.begin() + 2, {0, 4, "\xFF\xFF\xFF\xFF"s});
  EXPECT_THAT(firmware(events), Succeeds());
}

TEST(CheckFirmware, ComparesVersionAndTechnology) {
  const auto found = firmware(test::gce_events(2, 1)).take();
  EXPECT_THAT(check_firmware(found, {1, {Technology::kAmdSev}}), Succeeds());
  EXPECT_THAT(check_firmware(found, {2, {Technology::kAmdSevEs, Technology::kAmdSev}}), Succeeds());
  EXPECT_THAT(check_firmware(found, {3, {Technology::kAmdSev}}), DeniedWith(kMismatch));
  EXPECT_THAT(check_firmware(found, {1, {Technology::kAmdSevEs}}), DeniedWith(kMismatch));
  EXPECT_THAT(check_firmware(found, {}), DeniedWith(kMismatch)) << "an empty list accepts nothing";
}

}  // namespace
}  // namespace postern::gce
