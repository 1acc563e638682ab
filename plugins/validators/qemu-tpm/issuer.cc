// SPDX-License-Identifier: Apache-2.0
#include "validators/qemu-tpm/issuer.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>

#include "common/attdoc/extra_data.h"
#include "common/attdoc/write_document.h"
#include "common/tpm2/ak_name.h"
#include "common/tpm2/device_quote.h"
#include "common/tpm2/tss_log.h"

namespace postern::qemu_tpm {
namespace {

using sdk::Failure;
using sdk::Result;
using tpm2::HashAlgorithm;

constexpr std::size_t kLongestLog = 1024 * 1024;  // bytes; what validators accept

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// read_log: the whole file; nothing when there is none and there need not be. Files in securityfs tell no
// size.
Result<std::optional<sdk::ByteVector>> read_log(const IssuerConfig& config) {
  if (config.event_log.empty()) return std::optional<sdk::ByteVector>();
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(config.event_log.c_str(), "rbe"));
  if (!file && errno == ENOENT && config.event_log_may_miss) return std::optional<sdk::ByteVector>();
  if (!file)
    return Failure::misconfigured("/event_log", "cannot open the event log " + config.event_log + ": " +
                                                    std::generic_category().message(errno));
  sdk::ByteVector log(kLongestLog + 1);
  log.resize(std::fread(log.data(), 1, log.size(), file.get()));
  if (std::ferror(file.get()) != 0)
    return Failure::unavailable("cannot read the event log " + config.event_log);
  if (log.size() > kLongestLog)
    return Failure::misconfigured("/event_log",
                                  "the event log is longer than " + std::to_string(kLongestLog) + " bytes");
  return log.empty() ? std::optional<sdk::ByteVector>() : std::optional(std::move(log));
}

bool is_quoted(HashAlgorithm bank) {
  return bank == HashAlgorithm::kSha1 || bank == HashAlgorithm::kSha256 || bank == HashAlgorithm::kSha384;
}

Result<std::vector<tpm2::Quote>> quote_banks(const sdk::Call& call, tpm2::Device& device,
                                             const tpm2::DeviceKey& key, sdk::ByteView extra_data) {
  POSTERN_TRY(banks, tpm2::allocated_banks(device));
  std::vector<tpm2::Quote> quotes;
  bool has_sha256 = false;
  for (const tpm2::Bank& bank : banks) {
    if (!is_quoted(bank.algorithm)) continue;
    if (call.cancelled())
      return Failure(POSTERN_CANCELLED, POSTERN_REASON_TIMEOUT).text("cancelled while quoting");
    POSTERN_TRY(quote, tpm2::take_quote(device, key, bank, extra_data));
    quotes.push_back(std::move(quote));
    has_sha256 = has_sha256 || bank.algorithm == HashAlgorithm::kSha256;
  }
  if (!has_sha256)
    return Failure::misconfigured(
        "/tcti", "the TPM keeps no SHA-256 PCR bank; allocate one (tpm2_pcrallocate sha256:all)");
  return quotes;
}

}  // namespace

sdk::Description QemuTpmIssuer::describe() {
  tpm2::quiet_tss_log();
  return {.id = "qemu-tpm",
          .version = "1.0.0",
          .summary = "Quotes the PCRs of this machine's TPM",
          .config_schema_json = kIssuerSchema,
          .threading = POSTERN_THREADING_INSTANCE,
          .evidence = {{"qemu-vtpm", "1.3.9900.5.1"}},
          .fields_out = {{"evidence", POSTERN_TYPE_BYTES}}};
}

Result<std::unique_ptr<QemuTpmIssuer>> QemuTpmIssuer::create(sdk::Call&, Config config) {
  return std::make_unique<QemuTpmIssuer>(std::move(config));
}

Result<tpm2::DeviceKey> QemuTpmIssuer::open_key(tpm2::Device& device) const {
  return config_.ak_handle ? tpm2::DeviceKey::load(device, *config_.ak_handle)
                           : tpm2::DeviceKey::create(device, config_.hierarchy);
}

// self_test also tells the operator the TPM Name, which is what a gate's pinned_aks wants.
Result<void> QemuTpmIssuer::self_test(sdk::Call& call) {
  POSTERN_TRY(device, tpm2::Device::open(config_.tcti));
  POSTERN_TRY(key, open_key(device));
  call.info("attestation key " + sdk::to_hex(tpm2::ak_name(key.public_area())));
  return {};
}

Result<void> QemuTpmIssuer::issue(sdk::Call& call, const sdk::Challenge& challenge) {
  POSTERN_TRY(device, tpm2::Device::open(config_.tcti));
  POSTERN_TRY(key, open_key(device));
  attdoc::Document document;
  document.ak_pub = key.public_area().wire;
  document.user_data = sdk::to_vector(challenge.channel_key);
  POSTERN_TRY(quotes, quote_banks(call, device, key, attdoc::quote_extra_data(document, challenge.nonce)));
  document.quotes = std::move(quotes);
  POSTERN_TRY(event_log, read_log(config_));
  document.event_log = std::move(event_log);
  return call.emit("evidence", sdk::as_bytes(attdoc::write_document(document)));
}

}  // namespace postern::qemu_tpm
