// SPDX-License-Identifier: Apache-2.0
#include "tools/measure/read_document.h"

#include "common/attdoc/parse_document.h"
#include "common/tpm2/parse_event_log.h"

namespace postern::measure {

sdk::Result<Reading> read_document(std::string_view text, const std::string& name, tpm2::HashAlgorithm bank) {
  POSTERN_TRY(document, attdoc::parse_document(text));
  Reading reading{.source = "the attestation document " + name, .bank = bank, .pcrs = {}, .log = {}};
  for (const tpm2::Quote& quote : document.quotes) {
    if (quote.pcrs.algorithm() != bank) continue;
    if (!reading.pcrs.empty())
      return sdk::Failure::denied(POSTERN_REASON_QUOTE_DUPLICATE).text("the document quotes the bank twice");
    reading.pcrs = quote.pcrs.values();
  }
  if (reading.pcrs.empty())
    return sdk::Failure::denied(POSTERN_REASON_QUOTE_MISSING)
        .text("the document has no quote of the " + std::string(tpm2::name_of(bank)) + " bank");
  if (!document.event_log) return reading;
  POSTERN_TRY(log, tpm2::parse_event_log(*document.event_log));
  reading.log = std::move(log);
  return reading;
}

}  // namespace postern::measure
