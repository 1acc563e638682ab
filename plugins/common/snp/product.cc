// SPDX-License-Identifier: Apache-2.0
#include "common/snp/product.h"

#include <array>
#include <cstdlib>

namespace postern::snp {
namespace {

constexpr std::array kProducts{ProductLine::kMilan, ProductLine::kGenoa, ProductLine::kTurin};

// is_stepping: "-B0".
bool is_stepping(std::string_view text) {
  return text.size() == 3 && text[0] == '-' && text[1] >= 'A' && text[1] <= 'Z' && text[2] >= '0' &&
         text[2] <= '9';
}

}  // namespace

std::string_view name_of(ProductLine product) {
  switch (product) {
    case ProductLine::kMilan:
      return "Milan";
    case ProductLine::kGenoa:
      return "Genoa";
    case ProductLine::kTurin:
      return "Turin";
  }
  std::abort();
}

std::optional<ProductLine> parse_product_line(std::string_view name) {
  for (const ProductLine product : kProducts)
    if (name == name_of(product)) return product;
  return std::nullopt;
}

std::optional<ProductLine> product_of_certificate(std::string_view product_name) {
  for (const ProductLine product : kProducts) {
    const std::string_view line = name_of(product);
    if (!product_name.starts_with(line)) continue;
    const std::string_view rest = product_name.substr(line.size());
    if (rest.empty() || is_stepping(rest)) return product;
  }
  return std::nullopt;
}

std::optional<ProductLine> product_of_cpuid(uint8_t family, uint8_t model) {
  if (family == 0x19 && model <= 0x0F) return ProductLine::kMilan;
  if (family == 0x19 && model >= 0x10 && model <= 0x1F) return ProductLine::kGenoa;
  if (family == 0x19 && model >= 0xA0 && model <= 0xAF) return ProductLine::kGenoa;
  if (family == 0x1A && model <= 0x11) return ProductLine::kTurin;
  return std::nullopt;
}

std::size_t hwid_size(ProductLine product) { return product == ProductLine::kTurin ? 8 : 64; }

}  // namespace postern::snp
