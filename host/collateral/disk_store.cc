// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/disk_store.h"

#include <absl/strings/str_cat.h>
#include <unistd.h>

#include <utility>

#include "host/collateral/digest.h"
#include "host/collateral/disk_sweep.h"
#include "host/collateral/folder_file.h"
#include "host/collateral/folder_lock.h"

namespace postern::collateral {
namespace {

// For the lock, when whoever holds it has been stopped. Somebody waits for find; put is a flight's.
constexpr auto kPatience = std::chrono::seconds(30);
constexpr auto kShortPatience = std::chrono::milliseconds(200);

}  // namespace

DiskStore::DiskStore(std::string folder, uint64_t most_bytes, Damage damage)
    : folder_(std::move(folder)), most_bytes_(most_bytes), damage_(std::move(damage)) {}

std::string DiskStore::index_path(const std::string& url) const { return folder_ + "/index/" + sha256_hex(url); }
std::string DiskStore::blob_path(const std::string& sha256) const { return folder_ + "/blobs/" + sha256; }

absl::Status DiskStore::check() const {
  for (const std::string& folder : {folder_, folder_ + "/blobs", folder_ + "/index"})
    if (auto status = check_private_folder(folder); !status.ok() && !absl::IsNotFound(status)) return status;
  return absl::OkStatus();
}

DiskStore::Found DiskStore::look_up(const std::string& url) const {
  const auto text = read_bounded_file(index_path(url), kLongestIndexEntry);
  if (absl::IsNotFound(text.status())) return {};
  if (!text.ok()) return {nullptr, index_path(url), std::string(text.status().message())};
  const auto entry = parse_index_entry({reinterpret_cast<const char*>(text->data()), text->size()});
  if (!entry || entry->url != url) return {nullptr, index_path(url), "not an entry for this URL"};
  auto content = read_bounded_file(blob_path(entry->sha256), kLongestPage);
  if (absl::IsNotFound(content.status())) return {nullptr, index_path(url), "its content is gone"};
  if (!content.ok()) return {nullptr, blob_path(entry->sha256), std::string(content.status().message())};
  PagePtr page = make_page(*std::move(content), entry->fetched);
  if (page->sha256 != entry->sha256 || page->bytes.size() != entry->size)
    return {nullptr, blob_path(entry->sha256), "expected the digest in its name, found " + page->sha256};
  return {std::move(page), "", ""};
}

PagePtr DiskStore::find(const std::string& url) {
  if (!check().ok()) return nullptr;
  Found found = look_up(url);
  if (!found.damaged.empty()) remove_damaged(url);
  return found.page;
}

// Looks once more under the lock: what was damaged a moment ago may have been replaced since.
void DiskStore::remove_damaged(const std::string& url) {
  const FolderLock lock(folder_, kShortPatience);
  if (!lock.is_held()) return;
  const Found found = look_up(url);
  if (found.damaged.empty()) return;
  unlink(found.damaged.c_str());
  unlink(index_path(url).c_str());
  damage_(found.damaged, found.reason);
}

absl::Status DiskStore::put(const std::string& url, const PagePtr& page) {
  if (page->bytes.size() + kEntryCost > most_bytes_)
    return absl::OutOfRangeError(absl::StrCat("larger than the whole cache of ", most_bytes_, " bytes"));
  for (const std::string& folder : {folder_, folder_ + "/blobs", folder_ + "/index"})
    if (auto status = make_private_folder(folder); !status.ok()) return absl::UnavailableError(status.message());
  const FolderLock lock(folder_, kPatience);
  if (!lock.is_held()) return absl::UnavailableError(absl::StrCat(folder_, ": locked by another process"));
  if (auto status = write_file_atomically(folder_ + "/blobs", page->sha256, page->bytes); !status.ok()) return status;
  const std::string text = print_index_entry({url, page->fetched, page->bytes.size(), page->sha256});
  if (auto status = write_file_atomically(folder_ + "/index", sha256_hex(url), attest::as_bytes(text)); !status.ok())
    return status;
  sweep_folder(folder_, most_bytes_, url);
  return absl::OkStatus();
}

// The content goes with the next sweep, unless another entry names it.
void DiskStore::remove(const std::string& url, const std::string& sha256) {
  const FolderLock lock(folder_, kShortPatience);
  if (!lock.is_held()) return;
  const Found found = look_up(url);
  if (found.page != nullptr && found.page->sha256 == sha256) unlink(index_path(url).c_str());
}

std::vector<IndexEntry> DiskStore::list() { return check().ok() ? read_index(folder_) : std::vector<IndexEntry>(); }

}  // namespace postern::collateral
