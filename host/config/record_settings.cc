// SPDX-License-Identifier: Apache-2.0
#include "host/config/record_settings.h"

#include <filesystem>

namespace postern::config {
namespace {

constexpr uint64_t kMost = 1024ull * 1024 * 1024, kSmallestFile = 4 * 1024;

}  // namespace

RecordSettings read_records(TableReader& root, const std::string& file, const std::string& folder, Diagnostics& out) {
  RecordSettings settings;
  settings.directory_at = {file, 1, 1};
  const toml::table* table = root.table("records");
  if (table == nullptr) return settings;
  TableReader reader(file, *table, "[records]", out);
  const std::string directory = reader.text("directory");
  if (!directory.empty()) settings.directory = (std::filesystem::path(folder) / directory).lexically_normal().string();
  settings.directory_at = reader.at("directory");
  settings.waits_for_disk = reader.choice_or("durability", "before-answer", {"before-answer", "interval"}) == "before-answer";
  if (settings.waits_for_disk && reader.has("interval"))
    reader.error("interval", "interval: has a meaning only with durability = \"interval\"");
  settings.interval = reader.duration_or("interval", settings.interval);
  settings.refuses_on_failure = reader.choice_or("on_failure", "refuse", {"refuse", "continue"}) == "refuse";
  if (!settings.refuses_on_failure)
    out.warning(reader.at("on_failure"), "[records]: on_failure = \"continue\": when the disk is full, tickets leave without a record");
  settings.max_file_bytes = reader.size_or("max_file_bytes", settings.max_file_bytes, kMost);
  if (settings.max_file_bytes < kSmallestFile)
    reader.error("max_file_bytes", "max_file_bytes: expected at least 4KiB");
  settings.keep_evidence = reader.flag_or("keep_evidence", settings.keep_evidence);
  settings.max_kept_bytes = reader.size_or("max_kept_bytes", settings.max_kept_bytes, kMost);
  return settings;
}

}  // namespace postern::config
