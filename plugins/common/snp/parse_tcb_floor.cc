// SPDX-License-Identifier: Apache-2.0
#include "common/snp/parse_tcb_floor.h"

#include "postern/sdk/json_config.h"

namespace postern::snp {
namespace {

using sdk::Failure;
using sdk::JsonConfig;
using sdk::Result;

constexpr std::size_t kLongestName = 128, kLongestSource = 4096;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// is_date: YYYY-MM-DD, a day that can be (each month up to 31).
bool is_date(const std::string& text) {
  constexpr std::string_view kShape = "dddd-dd-dd";
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i)
    if (kShape[i] == 'd' ? !is_digit(text[i]) : text[i] != kShape[i]) return false;
  const int month = std::stoi(text.substr(5, 2)), day = std::stoi(text.substr(8, 2));
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

Result<uint8_t> parse_level(JsonConfig& reader, const std::string& key) {
  if (reader.raw(key).is_null()) return reader.wrong(key, "missing; expected a patch level from 0 to 255");
  POSTERN_TRY(level, reader.integer_or(key, 0, 0, 255));
  return static_cast<uint8_t>(level);
}

Result<std::string> parse_text(JsonConfig& reader, const std::string& key, std::size_t longest) {
  POSTERN_TRY(text, reader.text(key));
  if (text.empty() || text.size() > longest)
    return reader.wrong(key, "expected 1 to " + std::to_string(longest) + " bytes of text");
  return text;
}

Failure unknown_silicon(const std::string& pointer, const std::string& name) {
  return Failure::misconfigured(pointer, "\"" + name +
                                             "\" is no processor of this kind; expected milan, milan-x, genoa, "
                                             "genoa-x, bergamo, turin or turin-dense");
}

bool has_fmc(Silicon silicon) { return silicon == Silicon::kTurin || silicon == Silicon::kTurinDense; }

Result<std::map<Silicon, TcbVersion>> parse_minima(JsonConfig& reader) {
  const nlohmann::json table = reader.raw("minimum");
  const std::string pointer = reader.pointer("minimum");
  if (!table.is_object() || table.empty())
    return Failure::misconfigured(pointer, "expected a table with at least one processor");
  const JsonConfig entries(table, pointer);
  std::map<Silicon, TcbVersion> minima;
  for (const auto& [name, levels] : table.items()) {
    const std::string here = entries.pointer(name);
    const auto silicon = parse_silicon(name);
    if (!silicon) return unknown_silicon(here, name);
    POSTERN_TRY(minimum, parse_minimum_tcb(levels, here));
    if (minimum.fmc.has_value() != has_fmc(*silicon))
      return Failure::misconfigured(here + "/fmc", has_fmc(*silicon) ? "missing; Turin has an FMC patch level"
                                                                     : "only Turin has an FMC patch level");
    minima.emplace(*silicon, minimum);
  }
  return minima;
}

}  // namespace

Result<TcbVersion> parse_minimum_tcb(const nlohmann::json& table, const std::string& pointer) {
  if (!table.is_object())
    return Failure::misconfigured(pointer, "expected a table of patch levels: bootloader, tee, snp, microcode");
  JsonConfig reader(table, pointer);
  TcbVersion minimum;
  if (reader.has("fmc")) {
    POSTERN_TRY(fmc, parse_level(reader, "fmc"));
    minimum.fmc = fmc;
  }
  POSTERN_TRY(bootloader, parse_level(reader, "bootloader"));
  POSTERN_TRY(tee, parse_level(reader, "tee"));
  POSTERN_TRY(snp, parse_level(reader, "snp"));
  POSTERN_TRY(microcode, parse_level(reader, "microcode"));
  minimum.bootloader = bootloader;
  minimum.tee = tee;
  minimum.snp = snp;
  minimum.microcode = microcode;
  POSTERN_CHECK(reader.finish());
  return minimum;
}

Result<TcbFloor> parse_tcb_floor(const nlohmann::json& floor, const std::string& pointer) {
  if (!floor.is_object())
    return Failure::misconfigured(pointer, "expected the name of a TCB floor file, or its content");
  JsonConfig reader(floor, pointer);
  TcbFloor out;
  POSTERN_TRY(name, parse_text(reader, "name", kLongestName));
  POSTERN_TRY(date, parse_text(reader, "date", kLongestName));
  if (!is_date(date)) return reader.wrong("date", "expected a date such as 2025-02-03");
  POSTERN_TRY(source, parse_text(reader, "source", kLongestSource));
  POSTERN_TRY(minimum, parse_minima(reader));
  POSTERN_CHECK(reader.finish());
  out.name = std::move(name);
  out.date = std::move(date);
  out.source = std::move(source);
  out.minimum = std::move(minimum);
  return out;
}

}  // namespace postern::snp
