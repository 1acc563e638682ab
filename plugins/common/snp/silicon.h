// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "common/snp/report.h"

namespace postern::snp {

// Silicon: processors that share a sequence of microcode patches. A product line has several: its parts with
// stacked cache (-X) and with dense cores have patch levels of their own, which cannot be compared with those
// of the plain parts (a patched Genoa is at 84 where a patched Bergamo is at 25). So a minimum is one per
// silicon.
enum class Silicon { kMilan, kMilanX, kGenoa, kGenoaX, kBergamo, kTurin, kTurinDense };

// name_of: "milan", "milan-x", "genoa", "genoa-x", "bergamo" (and Siena), "turin", "turin-dense".
std::string_view name_of(Silicon silicon);

// parse_silicon: the inverse of name_of; nothing for other texts.
std::optional<Silicon> parse_silicon(std::string_view name);

// silicon_of: by the signed CPUID: of family 0x19 the models 0xA0-0xAF are Bergamo, of the others stepping 2
// is the part with stacked cache; of family 0x1A the models from 0x10 on are dense. Nothing for processors
// that product_of_cpuid does not know.
std::optional<Silicon> silicon_of(const Cpuid& cpuid);

// possible_silicon: what the reporting processor can be. One when the report has a CPUID (version 3 and
// later), else all of the product line. Empty when the CPUID is unknown or of another line.
std::vector<Silicon> possible_silicon(ProductLine product, const std::optional<Cpuid>& cpuid);

}  // namespace postern::snp
