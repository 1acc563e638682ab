// SPDX-License-Identifier: Apache-2.0
#include "host/config/includes.h"

#include <algorithm>
#include <filesystem>

#include "host/config/toml_json.h"

namespace postern::config {
namespace {

std::string absolute(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

}  // namespace

Includes::Includes(const std::string& main, const TextSource& source, Diagnostics& out) : source_(source), out_(out) {
  all_.push_back({absolute(main), {main, 0, 0}});
  open_.push_back(all_.front().path);
}

bool Includes::may_open(const std::string& path, const std::string& name, const Position& named_at) {
  const std::string what = "include \"" + name + "\": ";
  if (name.find_first_of("*?[") != std::string::npos) {
    out_.error(named_at, Code::kValueInvalid, what + "expected the name of one file, not a pattern",
               "list the files one by one, so that a file that appears in a folder changes nothing");
    return false;
  }
  if (std::find(open_.begin(), open_.end(), path) != open_.end()) {
    out_.error(named_at, Code::kIncludeCycle, what + "the file is being read already: it would include itself");
    return false;
  }
  const auto known = std::find_if(all_.begin(), all_.end(), [&](const File& file) { return file.path == path; });
  if (known != all_.end()) {
    out_.error(named_at, Code::kIncludeRepeated, what + "the file is included at " + print(known->named_at) + " already",
               "remove one of the two");
    return false;
  }
  if (open_.size() > kDeepest || all_.size() >= kMostFiles) {
    out_.error(named_at, Code::kIncludeLimit,
               what + "too many files: at most " + std::to_string(kMostFiles) + ", and " + std::to_string(kDeepest) +
                   " that include each other");
    return false;
  }
  return true;
}

std::optional<toml::table> Includes::open(const std::string& by, const std::string& name, const Position& named_at,
                                          std::string* path) {
  *path = (std::filesystem::path(by).parent_path() / name).lexically_normal().string();
  const std::string full = absolute(*path);
  if (!may_open(full, name, named_at)) return std::nullopt;
  all_.push_back({full, named_at});
  const auto text = source_(*path, named_at, out_);
  if (!text) return std::nullopt;
  const std::size_t said = out_.all().size();
  toml::table table = parse_text(*text, *path, out_);
  if (out_.all().size() != said) return std::nullopt;
  open_.push_back(full);
  return table;
}

std::vector<std::string> Includes::files() const {
  std::vector<std::string> paths;
  for (const File& file : all_) paths.push_back(file.path);
  return paths;
}

}  // namespace postern::config
