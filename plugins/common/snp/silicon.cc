// SPDX-License-Identifier: Apache-2.0
#include "common/snp/silicon.h"

#include <array>

namespace postern::snp {
namespace {

constexpr uint8_t kZen5Family = 0x1A, kDenseZen5Model = 0x10, kStackedCacheStepping = 2;

struct Entry {
  Silicon silicon;
  ProductLine product;
  std::string_view name;
};
constexpr std::array kEntries{Entry{Silicon::kMilan, ProductLine::kMilan, "milan"},
                              Entry{Silicon::kMilanX, ProductLine::kMilan, "milan-x"},
                              Entry{Silicon::kGenoa, ProductLine::kGenoa, "genoa"},
                              Entry{Silicon::kGenoaX, ProductLine::kGenoa, "genoa-x"},
                              Entry{Silicon::kBergamo, ProductLine::kGenoa, "bergamo"},
                              Entry{Silicon::kTurin, ProductLine::kTurin, "turin"},
                              Entry{Silicon::kTurinDense, ProductLine::kTurin, "turin-dense"}};

bool is_bergamo(const Cpuid& cpuid) { return (cpuid.model & 0xF0) == 0xA0; }

}  // namespace

std::string_view name_of(Silicon silicon) {
  for (const Entry& entry : kEntries)
    if (entry.silicon == silicon) return entry.name;
  return "unknown";
}

std::optional<Silicon> parse_silicon(std::string_view name) {
  for (const Entry& entry : kEntries)
    if (entry.name == name) return entry.silicon;
  return std::nullopt;
}

std::optional<Silicon> silicon_of(const Cpuid& cpuid) {
  const auto product = product_of_cpuid(cpuid.family, cpuid.model);
  if (!product) return std::nullopt;
  const bool has_stacked_cache = cpuid.stepping == kStackedCacheStepping;
  if (*product == ProductLine::kMilan) return has_stacked_cache ? Silicon::kMilanX : Silicon::kMilan;
  if (*product == ProductLine::kGenoa) {
    if (is_bergamo(cpuid)) return Silicon::kBergamo;
    return has_stacked_cache ? Silicon::kGenoaX : Silicon::kGenoa;
  }
  const bool is_dense = cpuid.family == kZen5Family && cpuid.model >= kDenseZen5Model;
  return is_dense ? Silicon::kTurinDense : Silicon::kTurin;
}

std::vector<Silicon> possible_silicon(ProductLine product, const std::optional<Cpuid>& cpuid) {
  const std::optional<Silicon> known = cpuid ? silicon_of(*cpuid) : std::nullopt;
  std::vector<Silicon> possible;
  for (const Entry& entry : kEntries)
    if (entry.product == product && (!cpuid || known == entry.silicon)) possible.push_back(entry.silicon);
  return possible;
}

}  // namespace postern::snp
