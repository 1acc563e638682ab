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
        return refused("there are too many events")
            .expected("at most " + std::to_string(limits_.events) + " events")
            .observed(std::to_string(log_.events.size()) + ", and " + std::to_string(reader_.left()) + " bytes more");
      POSTERN_CHECK(log_.crypto_agile ? agile_event() : sha1_event());
    }
    return {};
  }

 private:
  sdk::Failure wrong(const std::string& what) const {
    return refused("event " + std::to_string(log_.events.size()) + ": " + what);
  }

  // What was to be read, and how much there is of it.
  sdk::Failure cut_off(const std::string& what, std::size_t size) const {
    return wrong(what + " is cut off")
        .expected(std::to_string(size) + " bytes")
        .observed(std::to_string(reader_.left()) + " bytes until the end of the log");
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
    if (!digest) return cut_off("the digest", digest_size(HashAlgorithm::kSha1));
    event.digests = {{static_cast<uint16_t>(HashAlgorithm::kSha1), *digest}};
    return finish(std::move(event));
  }

  sdk::Result<void> agile_event() {
    Event event;
    POSTERN_CHECK(head(event));
    const auto count = reader_.u32();
    if (!count) return cut_off("the digest count", sizeof(uint32_t));
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
    if (!pcr || !type) return cut_off("the head", 2 * sizeof(uint32_t));
    if (*pcr >= kPcrCount && *type != kEvNoAction)
      return wrong("there is no such PCR").expected("0 to 23").observed(std::to_string(*pcr));
    event.pcr = *pcr;
    event.type = *type;
    return {};
  }

  sdk::Result<void> digest(Event& event) {
    const auto id = reader_.u16();
    if (!id) return cut_off("a digest", sizeof(uint16_t));
    const auto known = std::find_if(log_.algorithms.begin(), log_.algorithms.end(),
                                    [&](const LogAlgorithm& entry) { return entry.id == *id; });
    if (known == log_.algorithms.end())
      return wrong("the digest's algorithm was not announced").expected(announced()).observed(std::to_string(*id));
    for (const EventDigest& earlier : event.digests)
      if (earlier.algorithm == *id) 
        return wrong("has two digests of one algorithm").expected("one of each").observed(std::to_string(*id) + " twice");
    const auto bytes = reader_.take(known->digest_size);
    if (!bytes) return cut_off("a digest", known->digest_size);
    event.digests.push_back({*id, *bytes});
    return {};
  }

  sdk::Result<void> finish(Event event) {
    const auto size = reader_.u32();
    if (!size) return cut_off("the data size", sizeof(uint32_t));
    if (*size > limits_.event_data)
      return wrong("the data is too long")
          .expected("at most " + std::to_string(limits_.event_data) + " bytes")
          .observed(std::to_string(*size) + " bytes");
    const auto data = reader_.take(*size);
    if (!data) return cut_off("the data", *size);
    event.data = *data;
    POSTERN_CHECK(startup_locality(event));
    log_.events.push_back(std::move(event));
    return {};
  }

  std::string announced() const {
    std::string ids;
    for (const LogAlgorithm& each : log_.algorithms) ids += (ids.empty() ? "" : ", ") + std::to_string(each.id);
    return "one of " + ids;
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
    if (event.data.size() != label.size() + 1) 
      return wrong("StartupLocality has another size").expected("17 bytes").observed(std::to_string(event.data.size()) + " bytes");
    if (seen_locality_ || extends_pcr0_)
      return wrong("StartupLocality comes twice or after PCR 0 was extended")
          .expected("once, before PCR 0 is extended")
          .observed(seen_locality_ ? "a second one" : "one after PCR 0 was extended");
    const auto locality = std::to_integer<uint8_t>(event.data.back());
    if (locality != 0 && locality != 3 && locality != 4)
      return wrong("there is no such startup locality").expected("0, 3 or 4").observed(std::to_string(locality));
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
  if (bytes.empty()) return refused("the event log is empty").expected("an event log").observed("0 bytes");
  if (bytes.size() > limits.bytes)
    return refused("the event log is too long")
        .expected("at most " + std::to_string(limits.bytes) + " bytes")
        .observed(std::to_string(bytes.size()) + " bytes");
  EventLog log;
  log.wire = sdk::to_vector(bytes);
  POSTERN_CHECK(LogParser(log, limits).run());
  return log;
}

}  // namespace postern::tpm2
