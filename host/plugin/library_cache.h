// SPDX-License-Identifier: Apache-2.0
#pragma once

// LibraryCache: the plugin libraries of a process, by the SHA-256 of their bytes. Since libraries are never unloaded,
// one that is loaded already is used again: a thousand new configurations with the same plugins map them once. A file
// with other bytes is another library, loaded beside the old one.

#include <map>
#include <mutex>

#include "host/plugin/library.h"

namespace postern::plugin {

class LibraryCache {
 public:
  // process: the one of this process.
  static LibraryCache& process();

  // load: as Library::load, at most once for the same bytes; under another name it is the same library with that name:
  // one mapping, one entry, one turn. Bytes that were mapped and then refused are refused again without being mapped
  // again. Thread-safe.
  absl::StatusOr<std::shared_ptr<const Library>> load(const std::string& name, const LibraryImage& image);

  std::size_t size() const;  // how many different ones are mapped

 private:
  struct Known {
    absl::Status status;  // of the first load
    std::map<std::string, std::shared_ptr<const Library>> by_name;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Known> by_digest_;
};

}  // namespace postern::plugin
