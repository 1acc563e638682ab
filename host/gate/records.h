// SPDX-License-Identifier: Apache-2.0
#pragma once

// The recorder as a configuration's table [records] wants it.

#include <absl/status/statusor.h>

#include <memory>

#include "host/attest/journal.h"
#include "host/config/record_settings.h"
#include "host/record/file_recorder.h"

namespace postern::gate {

// open_recorder: nullptr when nothing is to be recorded. Errors as FileRecorder::open. journal outlives the recorder.
absl::StatusOr<std::unique_ptr<record::FileRecorder>> open_recorder(const config::RecordSettings& settings,
                                                                    attest::Journal& journal);

}  // namespace postern::gate
