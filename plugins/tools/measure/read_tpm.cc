// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/read_tpm.h"

#include <algorithm>

#include "common/tpm2/device_pcrs.h"
#include "common/tpm2/device_settings.h"
#include "common/tpm2/parse_event_log.h"

namespace postern::measure {
namespace {

using sdk::Failure;
using sdk::Result;

Result<tpm2::Bank> find_bank(tpm2::Device& device, tpm2::HashAlgorithm wanted) {
  POSTERN_TRY(banks, tpm2::allocated_banks(device));
  std::string names;
  for (const tpm2::Bank& bank : banks) {
    if (bank.algorithm == wanted) return bank;
    names += (names.empty() ? "" : ", ") + std::string(tpm2::name_of(bank.algorithm));
  }
  return Failure::misconfigured("bank", "the TPM keeps no " + std::string(tpm2::name_of(wanted)) +
                                            " bank; it keeps: " + (names.empty() ? "none" : names));
}

// The kernel's log is that of the machine; another TPM's it says nothing of.
Result<std::optional<sdk::ByteVector>> find_log(const std::string& tcti, const std::string& path) {
  if (path == "none" || (path.empty() && !tcti.starts_with("device"))) return std::optional<sdk::ByteVector>();
  sdk::JsonConfig reader(path.empty() ? nlohmann::json::object() : nlohmann::json{{"event_log", path}}, "");
  POSTERN_TRY(settings, tpm2::read_device_settings(reader));
  return tpm2::read_event_log(settings);
}

}  // namespace

Result<Reading> read_tpm(const std::string& tcti, tpm2::HashAlgorithm algorithm, const std::string& event_log) {
  Reading reading{.source = "the TPM " + tcti, .bank = algorithm, .pcrs = {}, .log = {}};
  {
    POSTERN_TRY(device, tpm2::Device::open(tcti));
    POSTERN_TRY(bank, find_bank(device, algorithm));
    POSTERN_TRY(pcrs, tpm2::read_pcrs(device, bank));
    reading.pcrs = pcrs.values();
  }
  POSTERN_TRY(log, find_log(tcti, event_log));
  if (!log) return reading;
  POSTERN_TRY(parsed, tpm2::parse_event_log(*log));
  reading.log = std::move(parsed);
  return reading;
}

}  // namespace postern::measure
