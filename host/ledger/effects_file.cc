// SPDX-License-Identifier: Apache-2.0
#include "host/ledger/effects_file.h"

#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace postern::ledger {
namespace {

constexpr char kFile[] = "effects.log", kNewFile[] = "effects.new", kDamagedFile[] = "damaged.log";
constexpr std::size_t kLargestFile = 256 * 1024 * 1024;

absl::Status failed(const std::string& what) {
  return absl::UnavailableError(absl::StrCat("effects ledger: ", what, ": ", strerror(errno)));
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

// The content of a file of the folder; nothing when there is no such file.
absl::StatusOr<std::optional<std::string>> read_file(int folder, const char* name) {
  const int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT) return std::optional<std::string>();
  if (fd < 0) return failed(absl::StrCat("cannot open ", name));
  std::string content;
  char block[64 * 1024];
  ssize_t got = 0;
  while ((got = read(fd, block, sizeof block)) > 0 && content.size() <= kLargestFile)
    content.append(block, static_cast<std::size_t>(got));
  const absl::Status status = got < 0 ? failed(absl::StrCat("cannot read ", name)) : absl::OkStatus();
  close(fd);
  if (!status.ok()) return status;
  if (content.size() > kLargestFile) return absl::DataLossError(absl::StrCat(name, ": larger than 256 MiB"));
  return std::optional(std::move(content));
}

}  // namespace

absl::StatusOr<std::unique_ptr<EffectsFile>> EffectsFile::open(const std::string& folder, std::size_t rewrite_from) {
  if (folder.empty()) return std::unique_ptr<EffectsFile>(new EffectsFile(nullptr, rewrite_from));
  auto held = EffectsFolder::open(folder);
  if (!held.ok()) return held.status();
  std::unique_ptr<EffectsFile> file(new EffectsFile(*std::move(held), rewrite_from));
  if (auto status = file->read(); !status.ok()) return status;
  return file;
}

EffectsFile::~EffectsFile() {
  if (fd_ >= 0) close(fd_);
}

absl::Status EffectsFile::read() {
  auto text = read_file(folder_->fd(), kFile);
  if (!text.ok()) return text.status();
  auto content = parse_ledger(text->value_or(""));
  if (!content)
    return absl::DataLossError(absl::StrCat(folder_->path(), "/", kFile,
                                            ": not a ledger of effects, or of a newer version; to start without "
                                            "what it holds, move it away"));
  found_ = *std::move(content);
  const std::unique_lock lock(mutex_);
  open_ = found_.open;
  last_ = found_.last;
  if (found_.damaged > 0) {
    unlinkat(folder_->fd(), kDamagedFile, 0);
    if (linkat(folder_->fd(), kFile, folder_->fd(), kDamagedFile, 0) != 0) return failed("cannot keep the damaged file");
  }
  const absl::Status status = rewrite();
  return status.ok() || !text->has_value() ? status : reuse();
}

// A disk that is full: goes on with the file as it is.
absl::Status EffectsFile::reuse() {
  fd_ = openat(folder_->fd(), kFile, O_WRONLY | O_APPEND | O_CLOEXEC | O_NOFOLLOW);
  if (fd_ < 0) return failed("cannot open the file");
  if (ftruncate(fd_, static_cast<off_t>(found_.whole)) != 0) return failed("cannot cut off an unfinished line");
  size_ = found_.whole;
  return size_ > 0 ? absl::OkStatus() : append(std::string(kHeader));
}

absl::StatusOr<uint64_t> EffectsFile::add(const pipeline::Intent& intent) {
  std::unique_lock lock(mutex_);
  if (!broken_.ok()) return broken_;
  const uint64_t entry = ++last_;
  const auto line = announce_line(entry, intent);
  if (!line) return absl::InvalidArgumentError("effects ledger: an effect that cannot be written down");
  open_.emplace(entry, intent);
  if (folder_ == nullptr) return entry;
  const std::shared_ptr<Batch> batch = next_;
  batch->lines += *line;
  while (!batch->done) {
    if (syncing_) synced_.wait(lock);
    else finish_batch(lock);
  }
  if (batch->status.ok()) return entry;
  open_.erase(entry);
  return batch->status;
}

// Writes what has been collected, and waits for the disk; meanwhile the next batch is collected.
void EffectsFile::finish_batch(std::unique_lock<std::mutex>& lock) {
  const std::shared_ptr<Batch> batch = std::exchange(next_, std::make_shared<Batch>());
  batch->status = append(batch->lines);
  if (batch->status.ok()) {
    syncing_ = true;
    ++syncs_;
    lock.unlock();
    const bool synced = fdatasync(fd_) == 0;
    const absl::Status error = synced ? absl::OkStatus() : failed("the disk failed; restart the gate");
    lock.lock();
    if (!synced) batch->status = broken_ = error;
    if (synced && size_ >= rewrite_at_ && !rewrite().ok()) rewrite_at_ = 2 * size_;
    syncing_ = false;
  }
  batch->done = true;
  synced_.notify_all();
}

// All of the lines, with those that wait, or none of them.
absl::Status EffectsFile::append(const std::string& lines) {
  if (!broken_.ok()) return broken_;
  const std::string text = unwritten_ + lines;
  if (write_all(fd_, text)) {
    size_ += text.size();
    unwritten_.clear();
    return absl::OkStatus();
  }
  const absl::Status status = failed("cannot write");
  if (ftruncate(fd_, static_cast<off_t>(size_)) != 0) broken_ = failed("cannot take back an unfinished line; restart the gate");
  return status;
}

void EffectsFile::settle(uint64_t entry) {
  const std::unique_lock lock(mutex_);
  if (open_.erase(entry) == 0 || folder_ == nullptr) return;
  unwritten_ += settle_line(entry);
  append("").IgnoreError();
}

// A new file with the open entries, those of the batch that is being collected among them, in the place of the old one.
absl::Status EffectsFile::rewrite() {
  std::string text(kHeader);
  for (const auto& [entry, intent] : open_) text += announce_line(entry, intent).value_or("");
  unlinkat(folder_->fd(), kNewFile, 0);
  const int fd = openat(folder_->fd(), kNewFile, O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return failed("cannot write a new file");
  if (!write_all(fd, text) || fsync(fd) != 0 || renameat(folder_->fd(), kNewFile, folder_->fd(), kFile) != 0) {
    const absl::Status status = failed("cannot write a new file");
    close(fd);
    unlinkat(folder_->fd(), kNewFile, 0);
    return status;
  }
  if (fd_ >= 0) close(fd_);
  fd_ = fd;
  size_ = text.size();
  rewrite_at_ = std::max(rewrite_from_, 4 * size_);
  unwritten_.clear();
  next_->lines.clear();
  return fsync(folder_->fd()) == 0 ? absl::OkStatus() : (broken_ = failed("the disk failed; restart the gate"));
}

std::optional<pipeline::Intent> EffectsFile::find(uint64_t entry) const {
  const std::unique_lock lock(mutex_);
  const auto found = open_.find(entry);
  return found == open_.end() ? std::nullopt : std::optional(found->second);
}

std::size_t EffectsFile::open_entries() const {
  const std::unique_lock lock(mutex_);
  return open_.size();
}

std::size_t EffectsFile::syncs() const {
  const std::unique_lock lock(mutex_);
  return syncs_;
}

}  // namespace postern::ledger
