// SPDX-License-Identifier: Apache-2.0
#include "vectors/tpm_facts.h"

#include <cstdio>

#include "common/tpm2/ak_name.h"
#include "common/tpm2/parse_pcr_bank.h"
#include "common/tpm2/replay.h"

namespace postern::vectors {
namespace {

using tpm2::HashAlgorithm;

std::string hex_number(uint64_t number, int digits, const char* prefix = "") {
  char text[32];
  std::snprintf(text, sizeof text, "%s%0*lx", prefix, digits, static_cast<unsigned long>(number));
  return text;
}

Json numbers(tpm2::PcrSet set) {
  Json list = Json::array();
  for (uint32_t pcr = 0; pcr < tpm2::kPcrCount; ++pcr)
    if (tpm2::contains(set, pcr)) list.push_back(pcr);
  return list;
}

std::string bank_name(uint16_t id) {
  const auto hash = tpm2::to_hash_algorithm(id);
  return hash ? std::string(tpm2::name_of(*hash)) : hex_number(id, 4, "0x");
}

Json replayed(const tpm2::EventLog& log) {
  Json banks = Json::object();
  for (const auto& algorithm : log.algorithms) {
    const auto hash = tpm2::to_hash_algorithm(algorithm.id);
    if (!hash) continue;
    Json& bank = banks[std::string(tpm2::name_of(*hash))] = Json::object();
    for (const auto& [pcr, value] : tpm2::replay(log, *hash)) bank[std::to_string(pcr)] = sdk::to_hex(value);
  }
  return banks;
}

}  // namespace

Json facts_of(const tpm2::Attest& attest) {
  Json selections = Json::array();
  for (const tpm2::PcrSelection& one : attest.selections)
    selections.push_back({{"hash", bank_name(one.hash)}, {"pcrs", numbers(one.pcrs)}});
  return {{"magic", "ff544347"},  // parse_attest accepts no other magic and type, and nothing behind the structure
          {"type", "8018"},
          {"trailing", 0},
          {"qualified_signer", sdk::to_hex(attest.qualified_signer)},
          {"extra_data", sdk::to_hex(attest.extra_data)},
          {"clock", attest.clock},
          {"reset_count", attest.reset_count},
          {"restart_count", attest.restart_count},
          {"safe", attest.safe ? 1 : 0},
          {"firmware_version", hex_number(attest.firmware_version, 16)},
          {"pcr_select", selections},
          {"pcr_digest", sdk::to_hex(attest.pcr_digest)}};
}

Json facts_of(const tpm2::Public& key) {
  Json facts{{"attrs", hex_number(key.attributes, 0, "0x")},
             {"name_alg", hex_number(static_cast<uint16_t>(key.name_algorithm), 0, "0x")},
             {"name", sdk::to_hex(tpm2::ak_name(key))},
             {"trailing", 0}};
  if (key.scheme) facts["scheme"] = hex_number(static_cast<uint16_t>(*key.scheme), 0, "0x");
  if (key.scheme_hash) facts["scheme_hash"] = static_cast<uint16_t>(*key.scheme_hash);
  const auto* rsa = std::get_if<tpm2::RsaPublic>(&key.key);
  facts["type"] = rsa != nullptr ? "rsa" : "ecc";
  if (rsa != nullptr) facts["bits"] = rsa->modulus.size() * 8;
  return facts;
}

Json facts_of(const tpm2::EventLog& log) {
  const Json pcrs = replayed(log);
  return {{"events", log.events.size()},
          {"format", log.crypto_agile ? "crypto-agile (TCG PFP Spec ID Event03)" : "TCG 1.2 / SHA-1 only (no Spec ID event)"},
          {"startup_locality", log.startup_locality},
          {"trailing_bytes", 0},  // parse_event_log accepts none
          {"replayed_pcrs", pcrs},
          {"known_pcrs_of_machine", pcrs}};
}

Json facts_of(const tpm2::Signature& signature) {
  return {{"sig_alg", hex_number(static_cast<uint16_t>(signature.scheme), 4, "0x")},
          {"sig_hash", hex_number(static_cast<uint16_t>(signature.hash), 4, "0x")}};
}

sdk::Result<tpm2::PcrBank> parse_bank(const std::string& bank, const Json& values) {
  static const std::map<std::string, HashAlgorithm> kBanks{{"sha1", HashAlgorithm::kSha1},
                                                           {"sha256", HashAlgorithm::kSha256},
                                                           {"sha384", HashAlgorithm::kSha384},
                                                           {"sha512", HashAlgorithm::kSha512}};
  const auto found = kBanks.find(bank);
  std::map<std::string, sdk::ByteVector> pcrs;
  for (const auto& [pcr, value] : values.items()) pcrs[pcr] = from_hex(value.get<std::string>());
  return tpm2::parse_pcr_bank(found == kBanks.end() ? 0 : static_cast<uint16_t>(found->second), pcrs);
}

}  // namespace postern::vectors
