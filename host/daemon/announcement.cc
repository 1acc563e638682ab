// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/announcement.h"

#include "host/gate/contacts.h"

namespace postern::app {
namespace {

using attest::Level;

void announce(const std::string& name, const plugin::Library& library, attest::Journal& journal) {
  journal.note({Level::kInfo, "plugin-loaded", "",
                {{"plugin", name}, {"version", library.version()}, {"sha256", library.sha256()}}});
}

}  // namespace

void announce(const gate::Resolved& resolved, attest::Journal& journal) {
  for (const auto& [name, library] : resolved.plugins.all()) announce(name, *library, journal);
  for (const gate::Contact& contact : gate::contacts_of(resolved))
    journal.note({Level::kInfo, "contact", "",
                  {{"instance", contact.instance}, {"key", contact.key}, {"host", contact.host}, {"url", contact.url},
                   {"offline", resolved.file.collateral.offline ? "true" : ""}}});
  for (const config::PipelineEntry& pipeline : resolved.file.pipelines) {
    std::string steps;
    for (const auto& step : pipeline.steps) steps += (steps.empty() ? "" : " > ") + step.instances.front();
    journal.note({Level::kInfo, "pipeline", steps,
                  {{"pipeline", pipeline.name}, {"evidence", pipeline.evidence}, {"kind", pipeline.request},
                   {"role", pipeline.role}}});
  }
}

void announce_new(const gate::Resolved& resolved, const gate::Resolved& before, attest::Journal& journal) {
  for (const auto& [name, library] : resolved.plugins.all()) {
    const auto known = before.plugins.all().find(name);
    if (known == before.plugins.all().end() || known->second->sha256() != library->sha256())
      announce(name, *library, journal);
  }
}

}  // namespace postern::app
