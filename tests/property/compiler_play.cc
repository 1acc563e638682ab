// SPDX-License-Identifier: Apache-2.0
#include "property/compiler_play.h"

#include <algorithm>

#include "host/pipeline/protocol.h"
#include "host/pipeline/run.h"
#include "property/compiler_actors.h"

namespace postern::property {
namespace {

using config::PipelineEntry;

class QuietJournal : public attest::Journal {
 public:
  void note(attest::Event) override {}
};

// Play: a pipeline with its actors.
class Play {
 public:
  Play(const gate::Resolved& resolved, const PipelineEntry& entry, Random& random)
      : resolved_(resolved), entry_(entry), random_(random) {
    stage_.when = &entry.when;
    pipeline_.name = entry.name;
    pipeline_.match = {entry.evidence, entry.request, entry.role};
    pipeline_.when = entry.when;
    pipeline_.ticket = entry.ticket;
    for (const config::StepEntry& step : entry.steps) add(step);
  }

  std::string run() {
    const attest::Evidence evidence{entry_.evidence, {std::byte{1}}, attest::ByteVector(32, std::byte{2}),
                                    attest::ByteVector(32, std::byte{3})};
    const auto verdict = attest::judge(pipeline_.chain, evidence, {}, "r");
    if (const auto* refusal = std::get_if<attest::Refusal>(&verdict)) return "judge: " + describe(*refusal);
    pipeline::Request request{entry_.request, entry_.role, "r", {}, {}};
    if (const auto* carried = pipeline::carried_by_join_api(entry_.request); carried != nullptr && random_.chance(50))
      request.carries = *carried;
    QuietJournal journal;
    const auto outcome = pipeline::run(pipeline_, request, *std::get<0>(verdict), {}, journal);
    if (const auto* refusal = std::get_if<attest::Refusal>(&outcome)) return "run: " + describe(*refusal) + " at " + refusal->step;
    if (!stage_.missed.empty()) return stage_.missed.front();
    return ticket(std::get<pipeline::Ticket>(outcome), request);
  }

 private:
  void add(const config::StepEntry& step) {
    const auto& first = resolved_.instances.at(step.instances.front());
    if (first.spec.component->kind == POSTERN_KIND_VALIDATOR) {
      const Part part = step.warn && random_.chance(40) ? Part::kRefuses : Part::kAnswers;
      attest::ChainStep& link = pipeline_.chain.steps.emplace_back();
      link.validator = make_validator(step.instances.front(), first, part, stage_);
      link.mode = step.warn ? attest::StepMode::kWarn : attest::StepMode::kEnforce;
      return;
    }
    pipeline::BackendStep& made = pipeline_.backends.emplace_back();
    const std::size_t answers = random_.below(step.instances.size());
    for (std::size_t i = 0; i < step.instances.size(); ++i)
      made.alternatives.push_back(make_backend(step.instances[i], resolved_.instances.at(step.instances[i]),
                                               i < answers ? Part::kUnavailable : Part::kAnswers, stage_));
  }

  std::string ticket(const pipeline::Ticket& ticket, const pipeline::Request& request) const {
    const auto lists = [](const std::vector<std::string>& names, const std::string& name) {
      return names.empty() || std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const std::string& name : entry_.ticket)
      if (lists(request.carries, name) && ticket.find(name) == nullptr) return "the ticket lacks " + name;
    for (const pipeline::TicketField& field : ticket.fields) {
      if (field.internal) return "the internal field " + field.name + " left the gate";
      if (!lists(entry_.ticket, field.name)) return "the field " + field.name + " is not listed";
      if (!lists(request.carries, field.name)) return "the field " + field.name + " cannot be carried";
    }
    return "";
  }

  const gate::Resolved& resolved_;
  const PipelineEntry& entry_;
  Random& random_;
  Stage stage_;
  pipeline::Pipeline pipeline_;
};

}  // namespace

std::string play(const gate::Resolved& resolved, const PipelineEntry& entry, Random& random) {
  return Play(resolved, entry, random).run();
}

bool is_reached(const std::vector<PipelineEntry>& all, const PipelineEntry& entry) {
  std::vector<pipeline::Pipeline> pipelines;
  for (const PipelineEntry& each : all) {
    pipeline::Pipeline& made = pipelines.emplace_back();
    made.name = each.name;
    made.match = {each.evidence, each.request, each.role};
  }
  const std::string asked = entry.request == pipeline::kRejoin ? "" : entry.role;  // a rejoin has no role to ask for
  const pipeline::Pipeline* found = pipeline::route(pipelines, entry.evidence, entry.request, asked);
  return found != nullptr && found->name == entry.name;
}

}  // namespace postern::property
