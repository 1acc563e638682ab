// SPDX-License-Identifier: Apache-2.0
#include "host/observe/event_counter.h"

namespace postern::observe {
namespace {

const char* label(attest::Level level) {
  switch (level) {
    case attest::Level::kDebug: return "debug";
    case attest::Level::kInfo: return "info";
    case attest::Level::kWarn: return "warn";
    case attest::Level::kError: break;
  }
  return "error";
}

}  // namespace

void EventCounter::note(attest::Event event) {
  metrics_.add("events_total", {{"event", event.name}, {"level", label(event.level)}});
  journal_->note(std::move(event));
}

}  // namespace postern::observe
