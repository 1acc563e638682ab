// SPDX-License-Identifier: Apache-2.0
#include "host/offline/record_stream.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

namespace postern::app {

absl::Status for_each_record(const std::string& path, const std::function<void(const record::Record&)>& take) {
  const auto files = record::list_files(path);
  if (!files.ok()) return files.status();
  absl::Status wrong;
  const auto walked = record::walk(*files, [&](record::Json line) {
    const auto record = record::parse_record(std::move(line));
    if (record.ok()) take(*record);
    else if (wrong.ok()) wrong = absl::DataLossError(record.status().message());
  });
  if (!walked.ok()) return walked.status();
  if (walked->broken) return absl::DataLossError(record::print(*walked->broken));
  return wrong;
}

std::string printable(const std::string& text) { return absl::Utf8SafeCEscape(text); }

}  // namespace postern::app
