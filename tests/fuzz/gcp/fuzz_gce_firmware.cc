// SPDX-License-Identifier: Apache-2.0
//
// Event logs of whatever the input says, truly quoted, against a second opinion about which events count.
#include "common/attdoc/verify_document.h"
#include "common/gce/parse_firmware_event.h"
#include "common/gce/verify_firmware.h"
#include "common/tpm2/parse_public.h"
#include "fuzz/tpm2/require.h"
#include "support/gcp_evidence.h"

using namespace postern;
using namespace std::literals;

namespace {

const test::SoftwareAk& ak() {
  static const test::SoftwareAk key(test::AkKind::kP256);
  return key;
}

const std::string& separator() {
  static const std::string data = "\0\0\0\0"s;
  return data;
}

// to_event: four bytes: kind of data, detail, PCR, and what the log hides or calls by another name.
test::GcpEvent to_event(const uint8_t* bytes) {
  test::GcpEvent event{static_cast<uint32_t>(bytes[2] % 2), static_cast<uint32_t>(4 + bytes[3] / 64 * 4), {}, {}};
  switch (bytes[0] % 5) {
    case 0: event.data = test::gce_events(bytes[1])[0].data; break;
    case 1: event.data = test::gce_events(1, bytes[1])[1].data; break;
    case 2: event.data = separator(); break;
    case 3: event.data = "GCE Virtual Firmware v1"; break;
    default: event.data = std::string(1 + bytes[1] % 8, static_cast<char>(bytes[1])); break;
  }
  if (bytes[3] % 4 == 0) {  // measured this, shown something else
    event.measured = event.data;
    event.data = bytes[3] % 8 == 0 ? test::gce_events(9, 1)[1].data : "hidden";
  }
  return event;
}

// expected: what the firmware measured, or nothing when that cannot be told.
struct Expected {
  std::vector<std::string> versions, technologies;
  bool is_closed = false;
};
Expected expect(const std::vector<test::GcpEvent>& events) {
  Expected out;
  for (const test::GcpEvent& event : events) {
    if (event.pcr != 0 || out.is_closed) continue;
    const std::string& measured = event.measured.empty() ? event.data : event.measured;
    if (measured == separator()) out.is_closed = true;
    if (measured != event.data) continue;
    if (measured.starts_with(test::utf16("GCE Virtual Firmware v"))) out.versions.push_back(measured);
    if (measured.starts_with("GCE NonHostInfo\0"s)) out.technologies.push_back(measured);
  }
  return out;
}

void check_events(const uint8_t* data, std::size_t size) {
  test::GcpMachine machine{.ak = ak()};
  machine.banks = {tpm2::HashAlgorithm::kSha256};
  machine.events.clear();
  for (std::size_t i = 0; i + 4 <= size && i < 64; i += 4) machine.events.push_back(to_event(data + i));
  if (machine.events.empty()) return;
  const sdk::ByteVector nonce(32);
  const auto key = tpm2::verify_attestation_key(tpm2::parse_public(ak().public_area()).value());
  const auto verified = attdoc::verify_document(test::make_sev_es(machine, nonce, nonce), key.value(), nonce, {});
  fuzz::require(verified.ok(), "what a machine measures replays to what it quotes");
  const auto firmware = gce::verify_firmware(*verified.value().log());
  const Expected expected = expect(machine.events);
  const bool is_told = expected.is_closed && expected.versions.size() == 1 && expected.technologies.size() == 1;
  fuzz::require(!firmware.ok() || is_told, "only what the firmware measured before the separator counts");
  if (!is_told) return;
  const auto technology = std::to_integer<unsigned>(sdk::as_bytes(expected.technologies[0])[16]);
  fuzz::require(firmware.ok() == (technology <= 4), "what is told is understood");
  if (firmware.ok())
    fuzz::require(static_cast<unsigned>(firmware.value().technology()) == technology, "and is what was measured");
}

void check_data(sdk::ByteView data) {
  const auto version = gce::parse_firmware_version(data);
  if (version.ok()) {
    const std::string same = test::utf16("GCE Virtual Firmware v" + std::to_string(version.value()) + "\0"s);
    fuzz::require(sdk::to_vector(data) == sdk::to_vector(sdk::as_bytes(same)), "a version has one form");
  }
  const auto technology = gce::parse_technology(data);
  if (technology.ok()) fuzz::require(data.size() == 32, "a technology has 32 bytes");
  fuzz::require(!version.ok() || !technology.ok(), "no event is both");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  check_data(fuzz::input(data, size));
  check_events(data, size);
  return 0;
}
