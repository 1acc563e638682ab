// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/operand.h"

#include "common/encoding/hex.h"
#include "common/input/input_file.h"
#include "common/json/bounded_json.h"
#include "tools/measure/pcr_choice.h"
#include "tools/measure/read_document.h"
#include "tools/measure/read_event_log.h"
#include "tools/measure/read_set_file.h"
#include "tools/measure/read_tpm.h"

namespace postern::measure {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kLargestFile = 4 * 1024 * 1024;

Result<Operand> from_sets(const tpm2::MeasurementPolicy& policy, const std::string& name, const std::string& wanted) {
  std::string names;
  const tpm2::MeasurementSet* found = wanted.empty() && policy.sets.size() == 1 ? &policy.sets.front() : nullptr;
  for (const tpm2::MeasurementSet& set : policy.sets) {
    if (set.name == wanted) found = &set;
    names += (names.empty() ? "\"" : ", \"") + set.name + "\"";
  }
  if (found == nullptr)
    return Failure::misconfigured(name, "FILE#NAME must say which set is meant; there is: " + names);
  return Operand{.name = name, .pcrs = found->pcrs, .is_set = true, .log = {}};
}

// What `postern measure --json` printed; the events are not taken back.
Result<Operand> from_json(const nlohmann::json& printed, const std::string& name, tpm2::HashAlgorithm bank) {
  const auto wrong = [&](const char* what) { return Failure::misconfigured(name, what); };
  const auto* pcrs = common::find_member(printed, "pcrs");
  const auto* its_bank = common::find_member(printed, "bank");
  if (pcrs == nullptr || !pcrs->is_object() || its_bank == nullptr || *its_bank != tpm2::name_of(bank))
    return wrong("not what `postern measure --json` prints for this bank");
  Operand operand{.name = name, .bank = bank, .pcrs = {}, .log = {}};
  for (const auto& [key, entry] : pcrs->items()) {
    const bool has_value = entry.is_object() && entry.contains("expected") && entry["expected"].is_string();
    auto value = has_value ? encoding::decode_hex(entry["expected"].get<std::string>()) : std::nullopt;
    const auto pcr = parse_pcr(key);
    if (!value || value->size() != tpm2::digest_size(bank) || !pcr) return wrong("a PCR without a value of the bank's size");
    operand.pcrs[*pcr].expected.push_back(std::move(*value));
  }
  return operand;
}

Result<Operand> from_object(const std::string& text, const std::string& name, tpm2::HashAlgorithm bank) {
  auto json = common::read_json(text);
  if (const auto* complaint = std::get_if<common::JsonComplaint>(&json))
    return Failure::misconfigured(name, std::string(complaint->text));
  const auto& object = std::get<nlohmann::json>(json);
  if (common::find_member(object, "Attestation") == nullptr) return from_json(object, name, bank);
  POSTERN_TRY(reading, read_document(text, name, bank));
  return to_operand(std::move(reading), name);
}

// The first number of an event log is a PCR below 24, little-endian, so it has zeros that no text has.
Result<Operand> from_file(const std::string& name, const std::string& path, const std::string& set,
                          tpm2::HashAlgorithm bank) {
  POSTERN_TRY(text, common::read_input(path, kLargestFile));
  if (text.substr(0, 4).find('\0') != std::string::npos) {
    POSTERN_TRY(reading, read_event_log(text, path, bank));
    return to_operand(std::move(reading), name);
  }
  if (const std::size_t first = text.find_first_not_of(" \t\r\n"); first != std::string::npos && text[first] == '{')
    return from_object(text, name, bank);
  if (bank != tpm2::HashAlgorithm::kSha256)
    return Failure::misconfigured(name, "measurement sets are of the sha256 bank");
  POSTERN_TRY(policy, read_set_file(text, path));
  return from_sets(policy, name, set);
}

Result<Operand> load(const std::string& name, tpm2::HashAlgorithm bank) {
  const bool is_tcti = name.starts_with("device:") || name.starts_with("swtpm:") || name.starts_with("mssim:");
  if (name == "tpm" || is_tcti) {
    POSTERN_TRY(reading, read_tpm(is_tcti ? name : "device:/dev/tpmrm0", bank, ""));
    return to_operand(std::move(reading), name);
  }
  const std::size_t mark = name.rfind('#');
  if (mark == std::string::npos) return from_file(name, name, "", bank);
  return from_file(name, name.substr(0, mark), name.substr(mark + 1), bank);
}

}  // namespace

Operand to_operand(Reading reading, std::string name) {
  Operand operand{.name = std::move(name), .bank = reading.bank, .pcrs = {}, .log = std::move(reading.log)};
  operand.is_whole = reading.is_whole;
  for (auto& [pcr, value] : reading.pcrs) operand.pcrs[pcr].expected.push_back(std::move(value));
  return operand;
}

Result<Operand> load_operand(const std::string& name, tpm2::HashAlgorithm bank) {
  auto operand = load(name, bank);
  if (operand.ok()) return operand;
  const Failure& failure = operand.failure();
  const std::string& text = failure.operator_text();
  return Failure(failure.status(), failure.code()).about(name).text(text.starts_with(name) ? text : name + ": " + text);
}

}  // namespace postern::measure
