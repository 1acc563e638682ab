// SPDX-License-Identifier: Apache-2.0
#include "common/snp/check_tcb.h"

#include <tuple>

namespace postern::snp {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr const char* kSpec = "SEV-SNP Firmware ABI (AMD 56860), 2.2 and 7.3";

// NamedTcb: one of a report's TCBs and what its claims are called.
struct NamedTcb {
  std::string claim;  // "snp.tcb"
  const TcbVersion& tcb;
};

std::string subject(const NamedTcb& named, TcbComponent component) {
  return named.claim + "." + std::string(name_of(component));
}

std::string show(std::optional<uint8_t> level) { return level ? std::to_string(*level) : "none"; }

// check_order: low is, in each component, not above high.
Result<void> check_order(const NamedTcb& low, const NamedTcb& high) {
  for (const TcbComponent component : kTcbComponents) {
    const auto below = low.tcb.component(component), above = high.tcb.component(component);
    if (below.has_value() == above.has_value() && below <= above) continue;
    return Failure::denied(POSTERN_REASON_TCB_INCONSISTENT)
        .about(subject(high, component))
        .expected("at least " + show(below) + ", as " + subject(low, component))
        .observed(show(above))
        .spec(kSpec)
        .peer("the TCBs of the report contradict each other")
        .text(high.claim + " is " + to_text(high.tcb) + ", below " + low.claim + ": " + to_text(low.tcb));
  }
  return {};
}

auto parts(const FirmwareVersion& version) { return std::tuple(version.major, version.minor, version.build); }

std::string show(const FirmwareVersion& version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor) + "." + std::to_string(version.build);
}

Result<void> check_provisional(const VerifiedReport& report) {
  const Report& facts = report.report();
  const auto differing = different_components(report.current_tcb(), report.committed_tcb());
  if (differing.empty() && parts(facts.current_firmware) == parts(facts.committed_firmware)) return {};
  const bool is_version = differing.empty();
  return Failure::denied(POSTERN_REASON_TCB_INCONSISTENT)
      .about(is_version ? "snp.current_firmware" : "snp.current_tcb." + std::string(differing.front()))
      .expected(is_version ? show(facts.committed_firmware) : to_text(report.committed_tcb()))
      .observed(is_version ? show(facts.current_firmware) : to_text(report.current_tcb()))
      .spec(kSpec)
      .peer("the machine runs provisional firmware")
      .text("current firmware is not the committed one, so the host can still go back");
}

Result<void> check_consistency(const VerifiedReport& report, const SnpPolicy& policy) {
  const NamedTcb reported{"snp.tcb", report.reported_tcb()}, committed{"snp.committed_tcb", report.committed_tcb()},
      current{"snp.current_tcb", report.current_tcb()};
  POSTERN_CHECK(check_order(reported, committed));
  POSTERN_CHECK(check_order(committed, current));
  return policy.allow_provisional_firmware ? Result<void>() : check_provisional(report);
}

// check_minimum: every component of actual has a minimum and reaches it. What only the minimum has (fmc, for other
// processors) is not asked for.
Result<void> check_minimum(const NamedTcb& actual, const TcbVersion& minimum, const std::string& whose) {
  for (const TcbComponent component : kTcbComponents) {
    const auto level = actual.tcb.component(component), least = minimum.component(component);
    if (!level || (least && *level >= *least)) continue;
    return Failure::denied(POSTERN_REASON_TCB_TOO_LOW)
        .about(subject(actual, component))
        .expected(least ? "at least " + show(least) : "a minimum for this component")
        .observed(show(level))
        .spec(kSpec)
        .peer("the machine's firmware or microcode is too old")
        .text(actual.claim + " is " + to_text(actual.tcb) + "; " + whose + " asks for " + to_text(minimum));
  }
  return {};
}

Result<void> check_minimum(const VerifiedReport& report, const SnpPolicy& policy, const TcbVersion& minimum,
                           const std::string& whose) {
  POSTERN_CHECK(check_minimum({"snp.tcb", report.reported_tcb()}, minimum, whose));
  POSTERN_CHECK(check_minimum({"snp.committed_tcb", report.committed_tcb()}, minimum, whose));
  if (!policy.check_launch_tcb) return {};
  return check_minimum({"snp.launch_tcb", report.launch_tcb()}, minimum, whose);
}

Failure no_entry(const TcbFloor& floor, const std::string& processor) {
  std::string known;
  for (const auto& [silicon, minimum] : floor.minimum)
    known += (known.empty() ? "" : ", ") + std::string(name_of(silicon));
  return Failure::denied(POSTERN_REASON_TCB_TOO_LOW)
      .about("snp.product")
      .expected("one of " + known)
      .observed(processor)
      .spec(kSpec)
      .peer("there is no minimum TCB for this processor")
      .text("TCB floor \"" + floor.name + "\" of " + floor.date + " does not name " + processor);
}

Result<void> check_floor(const VerifiedReport& report, const SnpPolicy& policy) {
  const TcbFloor& floor = *policy.tcb_floor;
  const std::vector<Silicon> possible = possible_silicon(report.product(), report.report().cpuid);
  if (possible.empty()) return no_entry(floor, "an unknown " + std::string(name_of(report.product())));
  for (const Silicon silicon : possible) {
    const auto entry = floor.minimum.find(silicon);
    if (entry == floor.minimum.end()) return no_entry(floor, std::string(name_of(silicon)));
    POSTERN_CHECK(check_minimum(report, policy, entry->second,
                                "TCB floor \"" + floor.name + "\" for " + std::string(name_of(silicon))));
  }
  return {};
}

Result<void> check_firmware(const char* claim, const FirmwareVersion& actual, const FirmwareVersion& minimum) {
  if (parts(actual) >= parts(minimum)) return {};
  return Failure::denied(POSTERN_REASON_TCB_TOO_LOW)
      .about(claim)
      .expected("at least " + show(minimum))
      .observed(show(actual))
      .spec("SEV-SNP Firmware ABI (AMD 56860), 7.3")
      .peer("the machine's firmware is too old")
      .text("minimum_firmware is " + show(minimum));
}

}  // namespace

Result<void> check_tcb(const VerifiedReport& report, const SnpPolicy& policy) {
  if (!policy.minimum_tcb && (!policy.tcb_floor || policy.tcb_floor->minimum.empty()))
    return Failure::misconfigured("/minimum_tcb", "the policy has no minimum TCB");
  POSTERN_CHECK(check_consistency(report, policy));
  if (policy.minimum_tcb) POSTERN_CHECK(check_minimum(report, policy, *policy.minimum_tcb, "minimum_tcb"));
  if (policy.tcb_floor) POSTERN_CHECK(check_floor(report, policy));
  if (!policy.minimum_firmware) return {};
  const Report& facts = report.report();
  POSTERN_CHECK(check_firmware("snp.committed_firmware", facts.committed_firmware, *policy.minimum_firmware));
  return check_firmware("snp.current_firmware", facts.current_firmware, *policy.minimum_firmware);
}

}  // namespace postern::snp
