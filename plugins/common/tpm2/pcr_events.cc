// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/pcr_events.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "common/tpm2/digest.h"
#include "common/tpm2/event_text.h"

namespace postern::tpm2 {
namespace {

constexpr std::size_t kMostLines = 64, kMostOfOne = 24;

std::string line_of(const Event& event, HashAlgorithm bank) {
  const sdk::ByteView measured = find_digest(event, bank);
  std::string line = "  " + event_name(event.type) + " " + sdk::to_hex(measured);
  const std::string text = event_text(event);
  if (text.empty()) return line;
  const bool is_measured = same_bytes(digest(bank, {event.data}), measured);
  return line + (is_measured ? ", measured: " : ", says: ") + text;
}

std::vector<std::string> lines_of(const ReplayedLog& log, uint32_t pcr) {
  std::vector<std::string> lines;
  for (const Event& event : log.log().events)
    if (event.pcr == pcr && event.type != kEvNoAction && !find_digest(event, log.bank()).empty())
      lines.push_back(line_of(event, log.bank()));
  return lines;
}

// Leaves the first and the last lines, most of them in all.
void thin(std::vector<std::string>& lines, std::size_t most) {
  if (lines.size() <= most) return;
  const std::size_t last = most / 2, first = most - last - 1;
  const std::size_t left_out = lines.size() - first - last;
  const auto from = lines.begin() + static_cast<std::ptrdiff_t>(first);
  *from = "  (" + std::to_string(left_out) + " more)";
  lines.erase(from + 1, lines.end() - static_cast<std::ptrdiff_t>(last));
}

}  // namespace

std::string pcr_event_lines(const ReplayedLog* log, PcrSet pcrs) {
  if (pcrs == 0) return {};
  if (log == nullptr) return "the document has no event log: what extended the PCRs is not known";
  const std::size_t share = kMostLines / static_cast<std::size_t>(std::popcount(pcrs));  // 2 at least
  std::string text;
  for (uint32_t pcr = 0; pcr < kPcrCount; ++pcr) {
    if (!contains(pcrs, pcr)) continue;
    std::vector<std::string> lines = lines_of(*log, pcr);
    text += (text.empty() ? "PCR " : "\nPCR ") + std::to_string(pcr) + ", " + std::string(pcr_use(pcr)) +
            (lines.empty() ? ": the event log has no event for it" : ", was extended by");
    thin(lines, std::min(kMostOfOne, share - 1));
    for (const std::string& line : lines) text += "\n" + line;
  }
  return text;
}

}  // namespace postern::tpm2
