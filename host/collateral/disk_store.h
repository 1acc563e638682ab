// SPDX-License-Identifier: Apache-2.0
#pragma once

// DiskStore: pages in a folder, which several processes of one user may share.
//
//   blobs/<SHA-256 of the content>     contents
//   index/<SHA-256 of the URL>         one IndexEntry each
//   lock                               held (flock(2)) by whoever writes or removes
//
// Folders have mode 0700 and files 0600. Files appear by rename, contents before the entries that name them, so a crash
// at any moment leaves whole files only. Reading takes no lock; whatever does not fit what it claims to be is removed,
// with a line in the journal, and never given out.

#include <functional>
#include <string>

#include "host/collateral/page_store.h"

namespace postern::collateral {

class DiskStore : public PageStore {
 public:
  // Damage: told of every file that was removed because it is not what it should be.
  using Damage = std::function<void(const std::string& path, const std::string& reason)>;

  // folder: made at the first put; the folder around it must exist. most_bytes: of all contents together. The oldest
  // are let go first. damage is thread-safe.
  DiskStore(std::string folder, uint64_t most_bytes, Damage damage);

  // check: FAILED_PRECONDITION when the folder is there but others may reach into it. Touches nothing.
  absl::Status check() const;

  PagePtr find(const std::string& url) override;
  absl::Status put(const std::string& url, const PagePtr& page) override;
  void remove(const std::string& url, const std::string& sha256) override;
  std::vector<IndexEntry> list() override;

 private:
  struct Found {
    PagePtr page;
    std::string damaged, reason;  // the file to be removed, when one is damaged
  };
  Found look_up(const std::string& url) const;
  void remove_damaged(const std::string& url);
  std::string index_path(const std::string& url) const;
  std::string blob_path(const std::string& sha256) const;

  const std::string folder_;
  const uint64_t most_bytes_;
  const Damage damage_;
};

}  // namespace postern::collateral
