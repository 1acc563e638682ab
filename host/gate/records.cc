// SPDX-License-Identifier: Apache-2.0
#include "host/gate/records.h"

namespace postern::gate {

absl::StatusOr<std::unique_ptr<record::FileRecorder>> open_recorder(const config::RecordSettings& settings,
                                                                    attest::Journal& journal) {
  if (settings.directory.empty()) return nullptr;
  record::RecorderOptions options;
  options.log.folder = settings.directory;
  options.log.max_file_bytes = settings.max_file_bytes;
  options.waits_for_disk = settings.waits_for_disk;
  if (!settings.waits_for_disk) options.log.sync_interval = settings.interval;
  options.refuses_on_failure = settings.refuses_on_failure;
  if (settings.keep_evidence) options.keep_bytes = settings.max_kept_bytes;
  return record::FileRecorder::open(std::move(options), journal);
}

}  // namespace postern::gate
