// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_event_log.h"
#include "common/tpm2/replay.h"
#include "fuzz/tpm2/require.h"
#include "support/log_writer.h"

using namespace postern;
using test::little_endian;

namespace {

void append(sdk::ByteVector& out, sdk::ByteView bytes) { out.insert(out.end(), bytes.begin(), bytes.end()); }

// write: the log from what was parsed, by rules written down a second time.
sdk::ByteVector write(const tpm2::EventLog& log) {
  sdk::ByteVector out;
  bool is_first = true;
  for (const tpm2::Event& event : log.events) {
    append(out, little_endian(event.pcr, 4));
    append(out, little_endian(event.type, 4));
    const bool is_agile = log.crypto_agile && !is_first;
    if (is_agile) append(out, little_endian(event.digests.size(), 4));
    for (const tpm2::EventDigest& digest : event.digests) {
      if (is_agile) append(out, little_endian(digest.algorithm, 2));
      append(out, digest.digest);
    }
    append(out, little_endian(event.data.size(), 4));
    append(out, event.data);
    is_first = false;
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto log = tpm2::parse_event_log(whole);
  if (!log.ok()) {
    fuzz::require(log.failure().code() == POSTERN_REASON_EVENT_LOG_MALFORMED, "refused as a log");
    return 0;
  }
  fuzz::require(write(log.value()) == sdk::to_vector(whole), "written again it is the same bytes");
  for (const auto bank : {tpm2::HashAlgorithm::kSha1, tpm2::HashAlgorithm::kSha256,
                          tpm2::HashAlgorithm::kSha384, tpm2::HashAlgorithm::kSha512}) {
    const auto pcrs = tpm2::replay(log.value(), bank);
    fuzz::require(pcrs.empty() || log.value().has(bank), "only announced banks replay");
    for (const auto& [pcr, value] : pcrs)
      fuzz::require(pcr < tpm2::kPcrCount && value.size() == tpm2::digest_size(bank),
                    "PCRs 0 to 23, whole digests");
  }
  return 0;
}
