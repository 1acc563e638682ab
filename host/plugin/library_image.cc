// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/library_image.h"

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "host/attest/value.h"
#include "host/plugin/elf_symbols.h"

namespace postern::plugin {
namespace {

constexpr off_t kLargest = 256l * 1024 * 1024;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

}  // namespace

// Memory: the sealed copy, which goes with the last image of it unless it is to be kept.
class LibraryImage::Memory {
 public:
  explicit Memory(int fd) : fd_(fd) {}
  Memory(const Memory&) = delete;
  ~Memory() {
    if (!is_kept) close(fd_);
  }
  std::atomic<bool> is_kept = false;

 private:
  const int fd_;
};

namespace {

// Mapping: a file in memory, for reading.
class Mapping {
 public:
  Mapping(int fd, std::size_t size) : size_(size), data_(mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0)) {}
  Mapping(const Mapping&) = delete;
  ~Mapping() {
    if (data_ != MAP_FAILED) munmap(data_, size_);
  }
  attest::ByteView bytes() const {
    return data_ == MAP_FAILED ? attest::ByteView() : attest::ByteView(static_cast<const std::byte*>(data_), size_);
  }

 private:
  const std::size_t size_;
  void* const data_;
};

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

absl::Status failed(const std::string& what, const std::string& path) {
  const std::string text = absl::StrCat(what, " ", path, ": ", std::strerror(errno));
  return errno == ENOENT ? absl::NotFoundError(text) : absl::InvalidArgumentError(text);
}

absl::Status write_all(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = write(fd, data, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return absl::InternalError(absl::StrCat("cannot copy plugin: ", std::strerror(errno)));
    data += written;
    size -= static_cast<std::size_t>(written);
  }
  return absl::OkStatus();
}

// Copies from one to the other and answers the SHA-256 of what was copied.
absl::StatusOr<std::string> copy_and_hash(int from, int to, const std::string& path) {
  std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
    return absl::InternalError("SHA-256 is not available");
  std::array<char, 64 * 1024> buffer;
  off_t total = 0;
  for (;;) {
    const ssize_t got = read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("cannot read", path);
    if (got == 0) break;
    total += got;
    if (total > kLargest) return absl::InvalidArgumentError(absl::StrCat(path, ": larger than 256 MiB"));
    EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(got));
    if (auto status = write_all(to, buffer.data(), static_cast<std::size_t>(got)); !status.ok()) return status;
  }
  if (total == 0) return absl::InvalidArgumentError(absl::StrCat(path, ": empty file"));
  std::array<std::byte, 32> digest;
  EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  return attest::to_hex(digest);
}

}  // namespace

absl::StatusOr<LibraryImage> LibraryImage::read(const std::string& path, const std::string& pin) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a FIFO must not hold up the start
  if (file.get() < 0) return failed("cannot open", path);
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return failed("cannot examine", path);
  if (!S_ISREG(info.st_mode)) return absl::InvalidArgumentError(absl::StrCat(path, ": not a regular file"));

  Descriptor memory(memfd_create("postern-plugin", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (memory.get() < 0) return failed("cannot make memory for", path);
  auto digest = copy_and_hash(file.get(), memory.get(), path);
  if (!digest.ok()) return digest.status();
  if (fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
    return failed("cannot seal", path);
  if (!pin.empty() && absl::AsciiStrToLower(pin) != *digest)
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": digest pin does not match: expected sha256 ", pin, ", found ", *digest));

  LibraryImage image;
  image.path_ = path;
  image.sha256_ = *std::move(digest);
  image.loadable_ = absl::StrCat("/proc/self/fd/", memory.get());
  image.memory_ = std::make_shared<Memory>(memory.release());
  return image;
}

void LibraryImage::keep() const { memory_->is_kept = true; }
bool LibraryImage::is_mapped() const { return memory_->is_kept; }

absl::StatusOr<std::vector<std::string>> LibraryImage::symbols() const {
  const Descriptor memory(open(loadable_.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat info {};
  if (memory.get() < 0 || fstat(memory.get(), &info) != 0) return failed("cannot read back", path_);
  return elf_symbols(Mapping(memory.get(), static_cast<std::size_t>(info.st_size)).bytes());
}

}  // namespace postern::plugin
