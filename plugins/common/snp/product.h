// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace postern::snp {

// ProductLine: processors that share a root key (ARK), a TCB layout and an HWID size.
enum class ProductLine { kMilan, kGenoa, kTurin };

// name_of: "Milan", "Genoa", "Turin": as in AMD's certificate names and KDS addresses.
std::string_view name_of(ProductLine product);

// parse_product_line: the inverse of name_of, case and all; nothing for other texts.
std::optional<ProductLine> parse_product_line(std::string_view name);

// product_of_certificate: of the product name in a VEK certificate: the line's name, or that, '-' and a
// stepping of a capital letter and a digit ("Milan-B0"; AMD 57230, certificate extensions). Nothing for other
// texts.
std::optional<ProductLine> product_of_certificate(std::string_view product_name);

// product_of_cpuid: of family and model as CPUID 1 EAX gives them with the extended parts added in, which is
// how reports of version 3 and later carry them: family 0x19 models 0x00-0x0F Milan, 0x10-0x1F and 0xA0-0xAF
// Genoa; family 0x1A models 0x00-0x11 Turin. Nothing for others.
std::optional<ProductLine> product_of_cpuid(uint8_t family, uint8_t model);

// hwid_size: bytes of the chip's identity in CHIP_ID and in certificates: 64, on Turin 8.
std::size_t hwid_size(ProductLine product);

}  // namespace postern::snp
