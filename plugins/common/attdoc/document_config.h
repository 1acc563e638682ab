// SPDX-License-Identifier: Apache-2.0
#pragma once

// The keys that every validator of attestation documents understands, so that they mean the same everywhere.

#include <string_view>

#include "common/attdoc/verify_document.h"
#include "common/tpm2/measurement_set.h"
#include "postern/sdk/json_config.h"

namespace postern::attdoc {

struct DocumentConfig {
  tpm2::MeasurementPolicy measurements;  // "measurements"
  tpm2::PcrSet required_pcrs = 0;        // "required_pcrs"; without the key those that the measurements name
  bool event_log_required = false;       // "event_log"

  // demands: what verify_document is to ask of a document.
  DocumentDemands demands() const { return {required_pcrs, event_log_required}; }
};

// parse_document_config: reads the keys measurements (which must be there), required_pcrs and event_log. The caller
// calls reader.finish(). Pure. Errors: misconfigured, subject = JSON pointer.
sdk::Result<DocumentConfig> parse_document_config(sdk::JsonConfig& reader);

// kDocumentProperties: the keys' part of "properties" in a component's JSON Schema, without a comma at either end; it
// refers to kDocumentDefs, which belongs into "$defs". Write "measurements" into "required" beside them.
extern const std::string_view kDocumentProperties, kDocumentDefs;

}  // namespace postern::attdoc
