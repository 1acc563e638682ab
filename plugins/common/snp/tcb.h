// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/snp/product.h"

namespace postern::snp {

// PackedTcb: TCB_VERSION as it stands in a report, in host byte order (AMD 56860, 2.2). What its bytes mean
// depends on the product, and as a number it means nothing: it cannot be compared, only unpacked.
struct PackedTcb {
  uint64_t bits = 0;
  bool operator==(const PackedTcb&) const = delete;
};

enum class TcbComponent { kFmc, kBootloader, kTee, kSnp, kMicrocode };
inline constexpr std::array kTcbComponents{TcbComponent::kFmc, TcbComponent::kBootloader, TcbComponent::kTee,
                                           TcbComponent::kSnp, TcbComponent::kMicrocode};

// name_of: "fmc", "bootloader", "tee", "snp", "microcode".
std::string_view name_of(TcbComponent component);

// TcbVersion: security patch levels, one per component. fmc is there on Turin only. reserved: the bytes that
// the product's layout does not name, in ascending order and zero at the end: Milan and Genoa bytes 2 to 5
// (SPL 4 to 7 of the certificate), Turin bytes 4 to 6 (SPL 5 to 7).
struct TcbVersion {
  std::optional<uint8_t> fmc;
  uint8_t bootloader = 0, tee = 0, snp = 0, microcode = 0;
  std::array<uint8_t, 4> reserved{};

  // component: nothing when this product has none of that kind.
  std::optional<uint8_t> component(TcbComponent which) const;
};

// unpack_tcb: in the product's layout, byte 0 being the least significant: Milan and Genoa b0 bootloader, b1
// tee, b6 snp, b7 microcode; Turin b0 fmc, b1 bootloader, b2 tee, b3 snp, b7 microcode.
TcbVersion unpack_tcb(PackedTcb packed, ProductLine product);

// lower_components: the components in which actual is below least, or which only least has; in the order of
// kTcbComponents. Empty: actual is at least least in each. reserved is not looked at.
std::vector<TcbComponent> lower_components(const TcbVersion& actual, const TcbVersion& least);

// different_components: names of the components, and "reserved", in which the two differ; one that only one
// of them has is different.
std::vector<std::string_view> different_components(const TcbVersion& left, const TcbVersion& right);

// to_text: "bootloader 3 tee 0 snp 8 microcode 115", with fmc in front where there is one.
std::string to_text(const TcbVersion& tcb);

}  // namespace postern::snp
