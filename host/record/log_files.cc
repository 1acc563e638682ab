// SPDX-License-Identifier: Apache-2.0
#include "host/record/log_files.h"

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace postern::record {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view kPrefix = "records-", kSuffix = ".jsonl";

// Walking: one walk over the files of a log.
class Walking {
 public:
  Walking(const Visit& visit, const std::optional<ChainHead>& head)
      : visit_(visit), check_(head ? ChainCheck(*head) : ChainCheck()) {}

  // file: false when the log breaks in it.
  absl::StatusOr<bool> file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return absl::UnavailableError(absl::StrCat("cannot read ", path));
    ++walked.files;
    uint64_t offset = 0, number = 0;
    for (std::string line; std::getline(stream, line);) {
      const bool has_no_end = stream.eof();
      ++number;
      if (walked.broken) {  // what comes after a torn line is no line either
        if (open_line(line).ok()) walked.broken->is_torn = false;
      } else {
        take(line, has_no_end, {path, number, offset, "", false});
      }
      offset += line.size() + 1;
    }
    if (stream.bad()) return absl::UnavailableError(absl::StrCat("cannot read ", path));
    return !walked.broken;
  }

  Walked walked;

 private:
  void take(const std::string& line, bool has_no_end, Break at) {
    auto json = check_.take(line);
    if (has_no_end || !json.ok()) {
      at.is_torn = has_no_end || line.find('\0') != line.npos;  // a file system may leave zeros where a line was to be
      at.why = has_no_end ? "the line does not end: it was torn, or cut" : std::string(json.status().message());
      walked.broken = std::move(at);
      return;
    }
    if (walked.lines++ == 0) walked.first_seq = check_.head().seq;
    walked.head = check_.head();
    if (visit_) visit_(*std::move(json));
  }

  const Visit& visit_;
  ChainCheck check_;
};

}  // namespace

std::string file_name(uint64_t number) { return absl::StrFormat("%s%08d%s", kPrefix, number, kSuffix); }

std::optional<uint64_t> number_in(const std::string& path) {
  const std::string name = fs::path(path).filename().string();
  uint64_t number = 0;
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix) || name.size() <= kPrefix.size() + kSuffix.size()) return std::nullopt;
  const std::string digits = name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size());
  if (!absl::SimpleAtoi(digits, &number) || number == 0 || file_name(number) != name) return std::nullopt;
  return number;
}

absl::StatusOr<std::vector<std::string>> list_files(const std::string& path) {
  std::error_code error;
  if (fs::is_regular_file(path, error)) return std::vector<std::string>{path};
  std::vector<std::pair<uint64_t, std::string>> found;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error))
    if (const auto number = number_in(at->path().string())) found.emplace_back(*number, at->path().string());
  if (error) return absl::UnavailableError(absl::StrCat("cannot read ", path, ": ", error.message()));
  if (found.empty()) return absl::NotFoundError(absl::StrCat(path, ": no records"));
  std::sort(found.begin(), found.end());
  std::vector<std::string> files;
  for (auto& [number, file] : found) files.push_back(std::move(file));
  return files;
}

absl::StatusOr<Walked> walk(const std::vector<std::string>& files, const Visit& visit,
                            const std::optional<ChainHead>& head) {
  Walking walking(visit, head);
  for (const std::string& file : files) {
    const auto whole = walking.file(file);
    if (!whole.ok()) return whole.status();
    if (!*whole) break;
  }
  return std::move(walking.walked);
}

std::string print(const Break& broken) { return absl::StrCat(broken.file, ":", broken.line, ": ", broken.why); }

}  // namespace postern::record
