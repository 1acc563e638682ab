// SPDX-License-Identifier: Apache-2.0
#include "common/sev_guest/parse_certificate_table.h"

#include <algorithm>
#include <array>
#include <vector>

namespace postern::sev_guest {
namespace {

using sdk::Failure;
using sdk::Result;
using Guid = std::array<uint8_t, 16>;  // as in the table

constexpr std::size_t kEntrySize = 24;

// 63da758d-e664-4564-adc5-f4b93be8accd, a8074bc2-a25a-483e-aae6-39c045a0b8a1, 4ab7b379-bbac-4fe4-a02f-05aef327c782 and
// c0b406a4-a803-4952-9743-3fb6014cd0ae.
constexpr Guid kVcek{0x8d, 0x75, 0xda, 0x63, 0x64, 0xe6, 0x64, 0x45, 0xad, 0xc5, 0xf4, 0xb9, 0x3b, 0xe8, 0xac, 0xcd};
constexpr Guid kVlek{0xc2, 0x4b, 0x07, 0xa8, 0x5a, 0xa2, 0x3e, 0x48, 0xaa, 0xe6, 0x39, 0xc0, 0x45, 0xa0, 0xb8, 0xa1};
constexpr Guid kAsk{0x79, 0xb3, 0xb7, 0x4a, 0xac, 0xbb, 0xe4, 0x4f, 0xa0, 0x2f, 0x05, 0xae, 0xf3, 0x27, 0xc7, 0x82};
constexpr Guid kArk{0xa4, 0x06, 0xb4, 0xc0, 0x03, 0xa8, 0x52, 0x49, 0x97, 0x43, 0x3f, 0xb6, 0x01, 0x4c, 0xd0, 0xae};

struct Entry {
  Guid guid{};
  uint32_t offset = 0, length = 0;
};

uint32_t little_endian(sdk::ByteView four) {
  uint32_t number = 0;
  for (std::size_t i = 4; i-- > 0;) number = number << 8 | std::to_integer<uint32_t>(four[i]);
  return number;
}

Failure malformed(const std::string& what) {
  return Failure::denied(POSTERN_REASON_EVIDENCE_MALFORMED)
      .about("snp.certificate_table")
      .spec("AMD 56421 rev. 2.03, 4.1.8.1")
      .peer("the certificate table is malformed")
      .text("certificate table: " + what);
}

Result<std::vector<Entry>> read_entries(sdk::ByteView table) {
  std::vector<Entry> entries;
  for (std::size_t at = 0; at + kEntrySize <= table.size(); at += kEntrySize) {
    const sdk::ByteView bytes = table.subspan(at, kEntrySize);
    if (std::all_of(bytes.begin(), bytes.end(), [](std::byte each) { return each == std::byte{0}; })) return entries;
    if (entries.size() == kMaxTableEntries) return malformed("too many entries");
    Entry entry{{}, little_endian(bytes.subspan(16, 4)), little_endian(bytes.subspan(20, 4))};
    std::transform(bytes.begin(), bytes.begin() + 16, entry.guid.begin(),
                   [](std::byte each) { return std::to_integer<uint8_t>(each); });
    entries.push_back(entry);
  }
  return malformed("the end of the entries is missing");
}

sdk::ByteVector* place_of(CertificateTable& out, const Guid& guid) {
  if (guid == kVcek) return &out.vcek;
  if (guid == kVlek) return &out.vlek;
  if (guid == kAsk) return &out.ask;
  if (guid == kArk) return &out.ark;
  return nullptr;
}

}  // namespace

Result<CertificateTable> parse_certificate_table(sdk::ByteView table) {
  CertificateTable out;
  if (table.empty()) return out;
  if (table.size() > kMaxTable) return malformed("longer than " + std::to_string(kMaxTable) + " bytes");
  POSTERN_TRY(entries, read_entries(table));
  const std::size_t content = (entries.size() + 1) * kEntrySize;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& [guid, offset, length] = entries[i];
    if (offset < content || offset > table.size() || length > table.size() - offset)
      return malformed("entry " + std::to_string(i) + " reaches out of it");
    const bool seen = std::any_of(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(i),
                                  [&](const Entry& other) { return other.guid == entries[i].guid; });
    if (seen) return malformed("two entries have the same GUID");
    if (auto* place = place_of(out, guid)) *place = sdk::to_vector(table.subspan(offset, length));
  }
  return out;
}

}  // namespace postern::sev_guest
