// SPDX-License-Identifier: Apache-2.0
#include "host/watch/lookup.h"

#include <deque>
#include <filesystem>

namespace postern::watch {
namespace {

namespace fs = std::filesystem;
constexpr int kMostLinks = 40;

void push_front(std::deque<fs::path>& rest, const fs::path& path) {
  const fs::path relative = path.relative_path();
  rest.insert(rest.begin(), relative.begin(), relative.end());
}

}  // namespace

void add_lookup(const std::string& path, Entries& entries) {
  std::deque<fs::path> rest;
  push_front(rest, path);
  fs::path at = "/";
  for (int links = 0; !rest.empty();) {
    const fs::path name = std::move(rest.front());
    rest.pop_front();
    if (name.empty() || name == ".") continue;
    if (name == "..") {
      at = at.parent_path();
      continue;
    }
    entries[at.string()].insert(name.string());
    std::error_code error;
    const fs::file_status status = fs::symlink_status(at / name, error);
    if (error || !fs::exists(status)) return;
    if (!fs::is_symlink(status)) {
      if (!fs::is_directory(status)) return;
      at /= name;
      continue;
    }
    const fs::path target = fs::read_symlink(at / name, error);
    if (error || ++links > kMostLinks) return;
    if (target.is_absolute()) at = "/";
    push_front(rest, target);
  }
}

}  // namespace postern::watch
