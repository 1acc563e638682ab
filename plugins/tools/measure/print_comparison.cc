// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/print_comparison.h"

#include <sstream>

#include "common/tpm2/event_text.h"

namespace postern::measure {
namespace {

using nlohmann::json;

std::string show_values(const tpm2::PcrExpectation* expectation) {
  if (expectation == nullptr) return "no value";
  std::string text;
  for (const sdk::ByteVector& value : expectation->expected) text += (text.empty() ? "" : " or ") + sdk::to_hex(value);
  return text + (expectation->warn_only ? " (warn_only)" : "");
}

std::string show_event(const tpm2::Event* event, tpm2::HashAlgorithm bank) {
  if (event == nullptr) return "no further event";
  const std::string text = event_text(*event);
  const std::string digest = sdk::to_hex(tpm2::find_digest(*event, bank));
  return digest + " " + tpm2::event_name(event->type) + (text.empty() ? "" : ": " + text);
}

std::string listed(tpm2::PcrSet set) { return set == 0 ? "no PCRs" : "PCRs " + tpm2::to_text(set); }

json values_json(const tpm2::PcrExpectation* expectation) {
  if (expectation == nullptr) return nullptr;
  json values = json::array();
  for (const sdk::ByteVector& value : expectation->expected) values.push_back(sdk::to_hex(value));
  return {{"expected", values}, {"warn_only", expectation->warn_only}};
}

json event_json(const tpm2::Event* event, tpm2::HashAlgorithm bank) {
  if (event == nullptr) return nullptr;
  const std::string digest = sdk::to_hex(tpm2::find_digest(*event, bank));
  return {{"type", tpm2::event_name(event->type)}, {"digest", digest}, {"text", event_text(*event)}};
}

}  // namespace

std::string print_comparison(const Comparison& comparison, const Operand& left, const Operand& right) {
  std::ostringstream out;
  out << "A: " << left.name << "\nB: " << right.name << '\n';
  tpm2::PcrSet different = 0;
  for (const PcrDifference& each : comparison.differences) {
    different |= tpm2::pcr_bit(each.pcr);
    out << "\nPCR " << each.pcr << " differs (" << tpm2::pcr_use(each.pcr) << ")\n  A  " << show_values(each.left)
        << "\n  B  " << show_values(each.right) << '\n';
    if (each.events)
      out << "  event " << each.events->number << " of this PCR is the first that differs\n    A  "
          << show_event(each.events->left, left.bank) << "\n    B  " << show_event(each.events->right, right.bank) << '\n';
  }
  out << '\n';
  if (different != 0) out << "different in " << listed(different) << "; ";
  out << "the same in " << listed(comparison.compared & ~different);
  return out.str() + "\n";
}

json comparison_json(const Comparison& comparison, tpm2::HashAlgorithm bank) {
  json out{{"same", comparison.differences.empty()}, {"compared", json::array()}, {"differences", json::array()}};
  for (uint32_t pcr = 0; pcr < tpm2::kPcrCount; ++pcr)
    if (tpm2::contains(comparison.compared, pcr)) out["compared"].push_back(pcr);
  for (const PcrDifference& each : comparison.differences) {
    json entry{{"pcr", each.pcr}, {"use", tpm2::pcr_use(each.pcr)}};
    entry["left"] = values_json(each.left);
    entry["right"] = values_json(each.right);
    if (each.events)
      entry["first_event"] = {{"number", each.events->number},
                              {"left", event_json(each.events->left, bank)},
                              {"right", event_json(each.events->right, bank)}};
    out["differences"].push_back(std::move(entry));
  }
  return out;
}

}  // namespace postern::measure
