// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/reference_set.h"

#include "common/tpm2/parse_measurements.h"

namespace postern::measure {
namespace {

using sdk::Failure;

tpm2::PcrSet available(const Reading& reading) {
  tpm2::PcrSet set = 0;
  for (const auto& [pcr, value] : reading.pcrs) set |= tpm2::pcr_bit(pcr);
  return set;
}

// TOML and RFC 3339 write T and Z large.
std::string moment(std::string text) {
  for (char& c : text)
    if (c == 't' || c == 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

bool is_text(const std::string& name) {
  for (const char c : name)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
  try {
    return !nlohmann::json(name).dump().empty();
  } catch (const nlohmann::json::exception&) {  // not UTF-8
    return false;
  }
}

}  // namespace

sdk::Result<nlohmann::json> make_reference_set(const Reading& reading, const SetChoice& choice) {
  const tpm2::PcrSet there = available(reading), chosen = choice.pcrs & there;
  if (!is_text(choice.name)) return Failure::misconfigured("name", "the name is not text of one line");
  if (choice.must_have && (choice.pcrs & ~there) != 0)
    return Failure::misconfigured("pcrs", "there are no values of PCRs " + tpm2::to_text(choice.pcrs & ~there));
  if ((choice.warn_only & ~chosen) != 0)
    return Failure::misconfigured("warn_only",
                                  "PCRs " + tpm2::to_text(choice.warn_only & ~chosen) + " are not in the set");
  nlohmann::json set{{"name", choice.name}, {"pcrs", nlohmann::json::object()}};
  if (!choice.not_before.empty()) set["not_before"] = moment(choice.not_before);
  if (!choice.not_after.empty()) set["not_after"] = moment(choice.not_after);
  for (const auto& [pcr, value] : reading.pcrs) {
    if (!tpm2::contains(chosen, pcr)) continue;
    set["pcrs"][std::to_string(pcr)] = {{"expected", sdk::to_hex(value)}};
    if (tpm2::contains(choice.warn_only, pcr)) set["pcrs"][std::to_string(pcr)]["warn_only"] = true;
  }
  if (reading.bank == tpm2::HashAlgorithm::kSha256)
    if (auto read = tpm2::parse_measurements(nlohmann::json::array({set}), ""); !read.ok()) return read.failure();
  return set;
}

}  // namespace postern::measure
