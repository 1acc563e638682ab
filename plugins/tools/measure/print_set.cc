// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/print_set.h"

#include <sstream>

#include "common/tpm2/event_text.h"

namespace postern::measure {
namespace {

using nlohmann::json;

// quoted: JSON's escapes are among those of TOML's basic strings.
std::string quoted(const std::string& text) { return json(text).dump(); }

void print_events(std::ostream& out, const Reading& reading, uint32_t pcr) {
  if (!reading.log) return;
  bool any = false;
  for (const tpm2::Event& event : reading.log->events) {
    const sdk::ByteView digest = tpm2::find_digest(event, reading.bank);
    if (event.pcr != pcr || event.type == tpm2::kEvNoAction || digest.empty()) continue;
    const std::string text = event_text(event);
    out << "#   " << sdk::to_hex(digest.first(8)) << "... " << tpm2::event_name(event.type)
        << (text.empty() ? "" : ": " + text) << '\n';
    any = true;
  }
  if (any && !tpm2::contains(reading.explained(), pcr))
    out << "#   These events do not lead to this value: something that the log does not tell was measured as well.\n";
}

// In the order of their numbers; the keys of a JSON object are in that of their letters.
template <typename Print>
void for_each_pcr(const Reading& reading, const json& set, const Print& print) {
  for (const auto& [pcr, value] : reading.pcrs)
    if (const auto found = set["pcrs"].find(std::to_string(pcr)); found != set["pcrs"].end()) print(pcr, *found);
}

std::string commented(const std::string& text) {
  std::istringstream lines(text);
  std::string out;
  for (std::string line; std::getline(lines, line);)
    out += (line.empty() || line.front() == '#' ? "" : "# ") + line + '\n';
  return out;
}

json events_of(const Reading& reading, uint32_t pcr) {
  json list = json::array();
  for (const tpm2::Event& event : reading.log->events)
    if (const auto digest = tpm2::find_digest(event, reading.bank);
        event.pcr == pcr && event.type != tpm2::kEvNoAction && !digest.empty())
      list.push_back({{"type", tpm2::event_name(event.type)}, {"digest", sdk::to_hex(digest)}, {"text", event_text(event)}});
  return list;
}

// What a line of a comment may show of a path.
std::string on_one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  return text;
}

}  // namespace

std::string print_toml(const Reading& reading, const json& set) {
  const bool is_compared = reading.bank == tpm2::HashAlgorithm::kSha256;
  std::ostringstream out;
  out << "# PCRs of " << on_one_line(reading.source) << ", bank " << tpm2::name_of(reading.bank) << ".\n";
  if (!reading.is_whole)
    out << "# Only those that the log extends; software that runs later may extend them further.\n";
  if (!is_compared) out << "# Validators compare the sha256 bank; these values are for people.\n";
  out << "\n[[set]]\nname = " << quoted(set["name"]) << '\n';
  for (const char* key : {"not_before", "not_after"})
    if (set.contains(key)) out << key << " = " << set[key].get<std::string>() << '\n';
  for_each_pcr(reading, set, [&](uint32_t pcr, const json& entry) {
    out << "\n# " << tpm2::pcr_use(pcr) << '\n';
    print_events(out, reading, pcr);
    out << "[set.pcrs." << pcr << "]\nexpected = " << entry["expected"] << '\n';
    if (entry.value("warn_only", false)) out << "warn_only = true\n";
  });
  return is_compared ? out.str() : commented(out.str());
}

json print_json(const Reading& reading, const json& set) {
  json out = set;
  out["source"] = reading.source;
  out["bank"] = tpm2::name_of(reading.bank);
  const tpm2::PcrSet explained = reading.explained();
  for_each_pcr(reading, set, [&](uint32_t pcr, const json&) {
    json& entry = out["pcrs"][std::to_string(pcr)];
    entry["use"] = tpm2::pcr_use(pcr);
    if (!reading.log) return;
    entry["explained"] = tpm2::contains(explained, pcr);
    entry["events"] = events_of(reading, pcr);
  });
  return out;
}

}  // namespace postern::measure
