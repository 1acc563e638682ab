// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/parse_event_log.h"

#include <algorithm>

#include "common/tpm2/attest.h"
#include "common/tpm2/bounded_reader.h"
#include "common/tpm2/parse_spec_id.h"

namespace postern::tpm2 {
namespace {

using namespace std::literals;

constexpr auto kStartupLocality = "StartupLocality\0"sv;

sdk::Failure refused(std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_EVENT_LOG_MALFORMED)
      .about("tpm.eventlog")
      .spec("TCG PC Client Platform Firmware Profile 1.05, 10.2")
      .peer("the event log is not valid")
      .text(std::move(text));
}

class LogParser {
 public:
  LogParser(EventLog& log, const EventLogLimits& limits) : log_(log), limits_(limits), reader_(log.wire) {}

  sdk::Result<void> run() {
    POSTERN_CHECK(first_event());
    while (reader_.left() > 0) {
      if (log_.events.size() >= limits_.events)
        return refused("more than " + std::to_string(limits_.events) + " events");
      POSTERN_CHECK(log_.crypto_agile ? agile_event() : sha1_event());
    }
    return {};
  }

 private:
  sdk::Failure wrong(const std::string& what) const {
    return refused("event " + std::to_string(log_.events.size()) + ": " + what);
  }

  // The first event always has the SHA-1 form; when it is the Spec ID event it says which form the others
  // have.
  sdk::Result<void> first_event() {
    log_.algorithms = {{static_cast<uint16_t>(HashAlgorithm::kSha1), 20}};
    POSTERN_CHECK(sha1_event());
    const Event& event = log_.events.front();
    if (!is_spec_id(event)) return {};
    POSTERN_TRY(algorithms, parse_spec_id(event));
    log_.algorithms = std::move(algorithms);
    log_.crypto_agile = true;
    return {};
  }

  sdk::Result<void> sha1_event() {
    Event event;
    POSTERN_CHECK(head(event));
    const auto digest = reader_.take(digest_size(HashAlgorithm::kSha1));
    if (!digest) return wrong("the digest is cut off");
    event.digests = {{static_cast<uint16_t>(HashAlgorithm::kSha1), *digest}};
    return finish(std::move(event));
  }

  sdk::Result<void> agile_event() {
    Event event;
    POSTERN_CHECK(head(event));
    const auto count = reader_.u32();
    if (!count) return wrong("the digest count is cut off");
    if (*count != log_.algorithms.size())
      return wrong("has not one digest for each algorithm that the Spec ID event announces")
          .expected(std::to_string(log_.algorithms.size()))
          .observed(std::to_string(*count));
    for (uint32_t i = 0; i < *count; ++i) POSTERN_CHECK(digest(event));
    return finish(std::move(event));
  }

  sdk::Result<void> head(Event& event) {
    const auto pcr = reader_.u32();
    const auto type = reader_.u32();
    if (!pcr || !type) return wrong("the head is cut off");
    if (*pcr >= kPcrCount && *type != kEvNoAction)
      return wrong("PCR " + std::to_string(*pcr) + " does not exist");
    event.pcr = *pcr;
    event.type = *type;
    return {};
  }

  sdk::Result<void> digest(Event& event) {
    const auto id = reader_.u16();
    if (!id) return wrong("a digest is cut off");
    const auto known = std::find_if(log_.algorithms.begin(), log_.algorithms.end(),
                                    [&](const LogAlgorithm& entry) { return entry.id == *id; });
    if (known == log_.algorithms.end())
      return wrong("digest algorithm " + std::to_string(*id) + " was not announced");
    for (const EventDigest& earlier : event.digests)
      if (earlier.algorithm == *id) return wrong("has two digests of algorithm " + std::to_string(*id));
    const auto bytes = reader_.take(known->digest_size);
    if (!bytes) return wrong("a digest is cut off");
    event.digests.push_back({*id, *bytes});
    return {};
  }

  sdk::Result<void> finish(Event event) {
    const auto size = reader_.u32();
    if (!size) return wrong("the data size is cut off");
    if (*size > limits_.event_data) return wrong("data of " + std::to_string(*size) + " bytes is too long");
    const auto data = reader_.take(*size);
    if (!data) return wrong("the data is cut off");
    event.data = *data;
    POSTERN_CHECK(startup_locality(event));
    log_.events.push_back(std::move(event));
    return {};
  }

  // StartupLocality (10.4.5.3) tells the value that PCR 0 began with; it is trusted only if the replay then
  // fits.
  sdk::Result<void> startup_locality(const Event& event) {
    if (event.type != kEvNoAction) {
      extends_pcr0_ = extends_pcr0_ || event.pcr == 0;
      return {};
    }
    const sdk::ByteView label = sdk::as_bytes(kStartupLocality);
    if (event.data.size() < label.size() || !std::equal(label.begin(), label.end(), event.data.begin()))
      return {};
    if (event.data.size() != label.size() + 1) return wrong("StartupLocality has not 17 bytes");
    if (seen_locality_ || extends_pcr0_)
      return wrong("StartupLocality comes twice or after PCR 0 was extended");
    const auto locality = std::to_integer<uint8_t>(event.data.back());
    if (locality != 0 && locality != 3 && locality != 4)
      return wrong("startup locality " + std::to_string(locality) + " does not exist");
    seen_locality_ = true;
    log_.startup_locality = locality;
    return {};
  }

  EventLog& log_;
  const EventLogLimits& limits_;
  BoundedReader reader_;
  bool seen_locality_ = false, extends_pcr0_ = false;
};

}  // namespace

sdk::Result<EventLog> parse_event_log(sdk::ByteView bytes, const EventLogLimits& limits) {
  if (bytes.empty()) return refused("the event log is empty");
  if (bytes.size() > limits.bytes)
    return refused("the event log is longer than " + std::to_string(limits.bytes) + " bytes");
  EventLog log;
  log.wire = sdk::to_vector(bytes);
  POSTERN_CHECK(LogParser(log, limits).run());
  return log;
}

}  // namespace postern::tpm2
