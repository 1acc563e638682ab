// SPDX-License-Identifier: Apache-2.0
#include "host/record/blob_folder.h"

#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <vector>

#include "host/record/digest.h"
#include "host/record/file_writer.h"

namespace postern::record {
namespace {

namespace fs = std::filesystem;

}  // namespace

absl::Status BlobFolder::put(const std::string& sha256, attest::ByteView content) {
  if (content.size() > kLargestBlob) return absl::UnavailableError(absl::StrCat("larger than ", kLargestBlob, " bytes"));
  const std::string path = folder_ + "/" + sha256;
  const std::lock_guard lock(mutex_);
  if (utimensat(AT_FDCWD, path.c_str(), nullptr, 0) == 0) return absl::OkStatus();
  if (mkdir(folder_.c_str(), 0700) != 0 && errno != EEXIST) return failed("make", folder_);
  measure();
  if (auto status = write(path, content); !status.ok()) return status;
  bytes_ += content.size();
  if (bytes_ > most_bytes_) sweep();
  return absl::OkStatus();
}

absl::Status BlobFolder::write(const std::string& path, attest::ByteView content) {
  const std::string temporary = folder_ + "/.new";  // one at a time: the lock is held
  unlink(temporary.c_str());
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return failed("write", temporary);
  absl::Status status = write_all(fd, content) ? absl::OkStatus() : failed("write", temporary);
  close(fd);
  if (status.ok() && rename(temporary.c_str(), path.c_str()) != 0) status = failed("rename", temporary);
  if (!status.ok()) unlink(temporary.c_str());
  return status;
}

void BlobFolder::measure() {
  if (is_measured_) return;
  is_measured_ = true;
  std::error_code error;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error))
    if (const auto size = at->file_size(error); !error) bytes_ += size;
}

// Makes room for a tenth more than is needed, so that not every put looks through the folder.
void BlobFolder::sweep() {
  std::vector<std::pair<fs::file_time_type, std::pair<std::string, uint64_t>>> files;
  std::error_code error;
  bytes_ = 0;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error)) {
    std::error_code ignored;
    const auto size = at->file_size(ignored);
    if (ignored) continue;
    bytes_ += size;
    files.push_back({at->last_write_time(ignored), {at->path().string(), size}});
  }
  std::sort(files.begin(), files.end());
  for (const auto& [time, file] : files) {
    if (bytes_ <= most_bytes_ - most_bytes_ / 10) return;
    if (unlink(file.first.c_str()) == 0) bytes_ -= std::min(bytes_, file.second);
  }
}

absl::StatusOr<attest::ByteVector> BlobFolder::get(const std::string& sha256) const {
  const std::string path = folder_ + "/" + sha256;
  std::ifstream stream(path, std::ios::binary);
  if (!is_sha256_hex(sha256) || !stream) return absl::NotFoundError(absl::StrCat(sha256, ": not kept"));
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (text.size() > kLargestBlob || sha256_hex(text) != sha256)
    return absl::DataLossError(absl::StrCat(path, ": not what its name says"));
  const attest::ByteView bytes = attest::as_bytes(text);
  return attest::ByteVector(bytes.begin(), bytes.end());
}

}  // namespace postern::record
