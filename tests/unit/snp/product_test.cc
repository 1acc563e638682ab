// SPDX-License-Identifier: Apache-2.0
#include "common/snp/product.h"

#include <gtest/gtest.h>

namespace postern::snp {
namespace {

TEST(Product, ByName) {
  for (const ProductLine product : {ProductLine::kMilan, ProductLine::kGenoa, ProductLine::kTurin})
    EXPECT_EQ(parse_product_line(name_of(product)), product);
  for (const char* name : {"", "milan", "Milan-B0", "Milan ", "Bergamo"})
    EXPECT_FALSE(parse_product_line(name).has_value()) << name;
}

TEST(Product, ByNameInCertificates) {
  EXPECT_EQ(product_of_certificate("Milan-B0"), ProductLine::kMilan);
  EXPECT_EQ(product_of_certificate("Milan"), ProductLine::kMilan);
  EXPECT_EQ(product_of_certificate("Genoa"), ProductLine::kGenoa);
  EXPECT_EQ(product_of_certificate("Genoa-B1"), ProductLine::kGenoa);
  EXPECT_EQ(product_of_certificate("Turin"), ProductLine::kTurin);
  for (const char* name :
       {"", "Milan-", "Milan-B", "Milan-B0x", "Milan-b0", "Milan B0", "MilanX", "Rome-B0", "xMilan"})
    EXPECT_FALSE(product_of_certificate(name).has_value()) << name;
}

TEST(Product, ByCpuid) {
  const struct {
    uint8_t family, first, last;
    std::optional<ProductLine> product;
  } ranges[] = {{0x19, 0x00, 0x0F, ProductLine::kMilan},
                {0x19, 0x10, 0x1F, ProductLine::kGenoa},
                {0x19, 0x20, 0x9F, {}},
                {0x19, 0xA0, 0xAF, ProductLine::kGenoa},
                {0x19, 0xB0, 0xFF, {}},
                {0x1A, 0x00, 0x11, ProductLine::kTurin},
                {0x1A, 0x12, 0xFF, {}},
                {0x18, 0x00, 0xFF, {}},
                {0x1B, 0x00, 0xFF, {}},
                {0x00, 0x00, 0xFF, {}}};
  for (const auto& range : ranges)
    for (int model = range.first; model <= range.last; ++model)
      EXPECT_EQ(product_of_cpuid(range.family, static_cast<uint8_t>(model)), range.product) << model;
}

}  // namespace
}  // namespace postern::snp
