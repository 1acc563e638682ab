// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/library_cache.h"

#include <absl/strings/str_cat.h>

namespace postern::plugin {

// Never destroyed: what it holds is mapped until the process ends, and instances may be in use until then.
LibraryCache& LibraryCache::process() {
  static LibraryCache& cache = *new LibraryCache();
  return cache;
}

absl::StatusOr<std::shared_ptr<const Library>> LibraryCache::load(const std::string& name, const LibraryImage& image) {
  const std::lock_guard lock(mutex_);
  const auto found = by_digest_.find(image.sha256());
  if (found == by_digest_.end()) {
    auto library = Library::load(name, image);
    if (!library.ok() && !image.is_mapped()) return library.status();
    Known& known = by_digest_[image.sha256()];
    known.status = library.status();
    if (library.ok()) known.by_name.emplace(name, *library);
    return library;
  }
  Known& known = found->second;
  if (!known.status.ok())
    return absl::Status(known.status.code(), absl::StrCat("plugin ", name, ": ", image.path(),
                                                          ": the same library failed before: ", known.status.message()));
  const auto named = known.by_name.find(name);
  if (named != known.by_name.end()) return named->second;
  return known.by_name.emplace(name, known.by_name.begin()->second->named(name)).first->second;
}

std::size_t LibraryCache::size() const {
  const std::lock_guard lock(mutex_);
  return by_digest_.size();
}

}  // namespace postern::plugin
