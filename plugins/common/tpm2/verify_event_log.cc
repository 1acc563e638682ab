// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/verify_event_log.h"

#include "common/tpm2/digest.h"
#include "common/tpm2/replay.h"

namespace postern::tpm2 {
namespace {

using namespace std::literals;

sdk::Failure mismatch(std::string subject, std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_EVENT_LOG_MISMATCH)
      .about(std::move(subject))
      .spec("TCG PC Client Platform Firmware Profile 1.05, 10.1")
      .peer("the event log does not match the quoted PCRs")
      .text(std::move(text));
}

// separator_digests: of the data that an EV_SEPARATOR event may have: 0 or 0xFFFFFFFF, and 1 after an error (TCG PC
// Client Platform Firmware Profile 1.05, 10.4.1).
std::vector<sdk::ByteVector> separator_digests(HashAlgorithm bank) {
  std::vector<sdk::ByteVector> digests;
  for (const std::string_view data : {"\0\0\0\0"sv, "\xFF\xFF\xFF\xFF"sv, "\1\0\0\0"sv})
    digests.push_back(digest(bank, {sdk::as_bytes(data)}));
  return digests;
}

bool is_one_of(sdk::ByteView measured, const std::vector<sdk::ByteVector>& digests) {
  for (const sdk::ByteVector& each : digests)
    if (same_bytes(each, measured)) return true;
  return false;
}

}  // namespace

sdk::Result<PcrSet> verify_replay(const EventLog& log, const PcrBank& pcrs) {
  const auto replayed = replay(log, pcrs.algorithm());
  const std::string bank(name_of(pcrs.algorithm()));
  if (replayed.empty())
    return mismatch("tpm.eventlog", "the event log extends no PCR of the " + bank + " bank")
        .expected("events that extend the quoted PCRs " + to_text(pcrs.numbers()))
        .observed(std::to_string(log.events.size()) + " events, of which none has a " + bank + " digest that extends a PCR");
  PcrSet covered = 0, differing = 0;
  for (const auto& [pcr, value] : replayed) {
    covered |= pcr_bit(pcr);
    const sdk::ByteVector* quoted = pcrs.find(pcr);
    if (quoted == nullptr || !same_bytes(*quoted, value)) differing |= pcr_bit(pcr);
  }
  if (differing == 0) return covered;

  uint32_t first = 0;
  while (!contains(differing, first)) ++first;
  const sdk::ByteVector* quoted = pcrs.find(first);
  return mismatch("tpm.pcr." + std::to_string(first),
                  "the event log does not replay to the quoted " + bank + " PCRs " + to_text(differing))
      .expected(quoted != nullptr ? sdk::to_hex(*quoted) : "not quoted")
      .observed(sdk::to_hex(replayed.at(first)));
}

sdk::Result<ReplayedLog> verify_event_log(EventLog log, const VerifiedQuote& quote) {
  POSTERN_TRY(covered, verify_replay(log, quote.pcrs()));
  const HashAlgorithm bank = quote.pcrs().algorithm();
  ReplayedLog out(std::move(log), bank);
  out.covered_ = covered;
  const std::vector<sdk::ByteVector> separators = separator_digests(bank);
  for (const Event& event : out.log_.events) {
    const sdk::ByteView measured = find_digest(event, bank);
    if (event.type == kEvNoAction || measured.empty()) continue;
    if (same_bytes(digest(bank, {event.data}), measured))
      out.trusted_.push_back({event.pcr, event.type, !contains(out.separated_, event.pcr), event.data});
    else
      ++out.untrusted_count_;
    if (is_one_of(measured, separators)) out.separated_ |= pcr_bit(event.pcr);
  }
  return out;
}

}  // namespace postern::tpm2
