// SPDX-License-Identifier: Apache-2.0
#pragma once

// EventCounter: a journal that counts every event on its way: postern_events_total{event="handshake-refused",level="warn"}.

#include <memory>

#include "host/attest/journal.h"
#include "host/observe/metrics.h"

namespace postern::observe {

class EventCounter : public attest::Journal {
 public:
  // metrics outlives the counter.
  EventCounter(std::unique_ptr<attest::Journal> journal, Metrics& metrics)
      : journal_(std::move(journal)), metrics_(metrics) {}
  void note(attest::Event event) override;

 private:
  const std::unique_ptr<attest::Journal> journal_;
  Metrics& metrics_;
};

}  // namespace postern::observe
