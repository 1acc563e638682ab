// SPDX-License-Identifier: Apache-2.0
#include "host/record/decision_log.h"

#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "host/record/digest.h"
#include "host/record/log_files.h"

namespace postern::record {
namespace {

uint64_t size_of(const std::string& path) {
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  return error ? 0 : size;
}

}  // namespace

absl::StatusOr<std::unique_ptr<DecisionLog>> DecisionLog::open(LogOptions options, attest::Journal& journal) {
  std::unique_ptr<DecisionLog> log(new DecisionLog(std::move(options), journal));
  if (auto status = log->prepare_folder(); !status.ok()) return status;
  {
    const std::lock_guard lock(log->mutex_);
    if (auto status = log->reopen(); !status.ok()) return status;
  }
  if (log->options_.sync_interval.count() > 0)
    log->syncer_ = std::thread([self = log.get()] { self->sync_at_intervals(); });
  return log;
}

DecisionLog::~DecisionLog() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  if (syncer_.joinable()) syncer_.join();
  if (file_ != nullptr && !file_->sync().ok())
    journal_.note({attest::Level::kError, "records-not-durable", "the last records could not be synchronised", {}});
  if (lock_fd_ >= 0) close(lock_fd_);
}

absl::Status DecisionLog::prepare_folder() {
  const std::string& folder = options_.folder;
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failed("make", folder);
  struct stat info {};
  if (stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode))
    return absl::UnavailableError(absl::StrCat(folder, ": not a folder"));
  if ((info.st_mode & 0022) != 0)
    return absl::UnavailableError(absl::StrCat(folder, ": others can write in it; expected mode 0700 or 0750"));
  lock_fd_ = ::open((folder + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock_fd_ < 0) return failed("open", folder + "/lock");
  if (flock(lock_fd_, LOCK_EX | LOCK_NB) != 0)
    return absl::UnavailableError(absl::StrCat(folder, ": another gate writes its records here"));
  return absl::OkStatus();
}

// The chain is checked through the last two files: that the last one goes on from the one before it is part of it.
absl::Status DecisionLog::reopen() {
  auto files = list_files(options_.folder);
  if (absl::IsNotFound(files.status())) return start_file(1, 0, {});
  if (!files.ok()) return files.status();
  if (files->size() > 2) files->erase(files->begin(), files->end() - 2);
  const std::string& last = files->back();
  const auto walked = walk(*files, nullptr);
  if (!walked.ok()) return walked.status();
  uint64_t size = size_of(last);
  if (walked->broken) {
    const Break& broken = *walked->broken;
    if (!broken.is_torn || broken.file != last)
      return absl::FailedPreconditionError(absl::StrCat(print(broken), "; move the folder away to begin a new log"));
    journal_.note({attest::Level::kWarn, "record-tail-cut", "the last record was not written to its end; it is cut off",
                   {{"file", last}, {"line", std::to_string(broken.line)}, {"bytes", std::to_string(size - broken.offset)}}});
    size = broken.offset;
  }
  return start_file(*number_in(last), size, walked->head);
}

absl::Status DecisionLog::start_file(uint64_t number, uint64_t size, ChainHead head) {
  auto file = FileWriter::open(options_.folder + "/" + file_name(number), size);
  if (!file.ok()) return file.status();
  if (auto status = sync_folder(options_.folder); !status.ok()) return status;
  file_ = *std::move(file);
  file_number_ = number;
  head_ = std::move(head);
  durable_ = head_.seq;
  journal_.note({attest::Level::kInfo, "records-opened", "",
                 {{"file", file_->path()}, {"seq", std::to_string(head_.seq)}, {"head", head_.digest}}});
  return absl::OkStatus();
}

// Before a file is left, all of it is durable.
absl::Status DecisionLog::rotate(std::unique_lock<std::mutex>& lock) {
  while (file_ != nullptr && file_->size() >= options_.max_file_bytes) {
    if (is_syncing_) {
      changed_.wait(lock);
    } else if (durable_ < head_.seq) {
      if (auto status = sync(lock); !status.ok()) return status;
    } else if (auto status = start_file(file_number_ + 1, 0, head_); !status.ok()) {
      return status;
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<uint64_t> DecisionLog::append(const Json& body) {
  std::unique_lock lock(mutex_);
  if (file_ == nullptr || !file_->is_usable()) {
    changed_.wait(lock, [this] { return !is_syncing_; });
    if (file_ == nullptr || !file_->is_usable())
      if (auto status = reopen(); !status.ok()) return absl::UnavailableError(status.message());
  }
  if (auto status = rotate(lock); !status.ok()) return status;
  if (file_ == nullptr) return absl::UnavailableError("the log has failed");
  const std::string line = seal_line(body, head_.seq + 1, head_.digest);
  if (line.size() > kLongestLine) return absl::UnavailableError("the record is longer than 4 MiB");
  if (auto status = file_->append(line + "\n"); !status.ok()) return status;
  head_ = {head_.seq + 1, sha256_hex(line)};
  return head_.seq;
}

absl::Status DecisionLog::commit(uint64_t seq) {
  std::unique_lock lock(mutex_);
  while (durable_ < seq) {
    if (seq <= failed_ || file_ == nullptr) return absl::UnavailableError("the record could not be made durable");
    if (is_syncing_) changed_.wait(lock);
    else if (auto status = sync(lock); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// What was appended while others wait for the disk is made durable by the next one of them, in one go.
absl::Status DecisionLog::sync(std::unique_lock<std::mutex>& lock) {
  const std::shared_ptr<FileWriter> file = file_;
  const uint64_t target = head_.seq;
  is_syncing_ = true;
  ++syncs_;
  lock.unlock();
  absl::Status status = file->sync();
  lock.lock();
  is_syncing_ = false;
  if (status.ok()) {
    durable_ = std::max(durable_, target);
  } else {  // what the system still holds of the file is not to be trusted: it is read again before it is used
    failed_ = head_.seq;
    file_ = nullptr;
  }
  changed_.notify_all();
  return status;
}

void DecisionLog::sync_at_intervals() {
  std::unique_lock lock(mutex_);
  while (!is_ending_) {
    changed_.wait_for(lock, options_.sync_interval, [this] { return is_ending_; });
    if (file_ == nullptr || is_syncing_ || durable_ >= head_.seq) continue;
    if (auto status = sync(lock); !status.ok())
      journal_.note({attest::Level::kError, "records-not-durable", std::string(status.message()), {}});
  }
}

ChainHead DecisionLog::head() const {
  const std::lock_guard lock(mutex_);
  return head_;
}

uint64_t DecisionLog::syncs() const {
  const std::lock_guard lock(mutex_);
  return syncs_;
}

}  // namespace postern::record
