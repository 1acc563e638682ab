// SPDX-License-Identifier: Apache-2.0
#include "common/snp/tcb.h"

#include <cstdlib>

namespace postern::snp {

std::string_view name_of(TcbComponent component) {
  switch (component) {
    case TcbComponent::kFmc:
      return "fmc";
    case TcbComponent::kBootloader:
      return "bootloader";
    case TcbComponent::kTee:
      return "tee";
    case TcbComponent::kSnp:
      return "snp";
    case TcbComponent::kMicrocode:
      return "microcode";
  }
  std::abort();
}

std::optional<uint8_t> TcbVersion::component(TcbComponent which) const {
  switch (which) {
    case TcbComponent::kFmc:
      return fmc;
    case TcbComponent::kBootloader:
      return bootloader;
    case TcbComponent::kTee:
      return tee;
    case TcbComponent::kSnp:
      return snp;
    case TcbComponent::kMicrocode:
      return microcode;
  }
  std::abort();
}

TcbVersion unpack_tcb(PackedTcb packed, ProductLine product) {
  const auto byte = [&](unsigned index) { return static_cast<uint8_t>(packed.bits >> (8 * index)); };
  TcbVersion out;
  out.microcode = byte(7);
  if (product == ProductLine::kTurin) {
    out.fmc = byte(0);
    out.bootloader = byte(1);
    out.tee = byte(2);
    out.snp = byte(3);
    out.reserved = {byte(4), byte(5), byte(6), 0};
    return out;
  }
  out.bootloader = byte(0);
  out.tee = byte(1);
  out.reserved = {byte(2), byte(3), byte(4), byte(5)};
  out.snp = byte(6);
  return out;
}

std::vector<TcbComponent> lower_components(const TcbVersion& actual, const TcbVersion& least) {
  std::vector<TcbComponent> lower;
  for (const TcbComponent which : kTcbComponents) {
    const auto wanted = least.component(which), found = actual.component(which);
    if (wanted && (!found || *found < *wanted)) lower.push_back(which);
  }
  return lower;
}

std::vector<std::string_view> different_components(const TcbVersion& left, const TcbVersion& right) {
  std::vector<std::string_view> names;
  for (const TcbComponent which : kTcbComponents)
    if (left.component(which) != right.component(which)) names.push_back(name_of(which));
  if (left.reserved != right.reserved) names.push_back("reserved");
  return names;
}

std::string to_text(const TcbVersion& tcb) {
  std::string text;
  for (const TcbComponent which : kTcbComponents) {
    const auto level = tcb.component(which);
    if (!level) continue;
    text += (text.empty() ? "" : " ") + std::string(name_of(which)) + " " + std::to_string(*level);
  }
  return text;
}

}  // namespace postern::snp
