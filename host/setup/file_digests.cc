// SPDX-License-Identifier: Apache-2.0
#include "host/setup/file_digests.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <memory>

#include "host/collateral/digest.h"

namespace postern::app {
namespace {

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// The digest of the rest of the file, or "".
std::string hash(int fd) {
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  struct stat info {};
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) return {};
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) return {};
  std::array<std::byte, 64 * 1024> buffer;
  for (;;) {
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return {};
    if (got == 0) break;
    EVP_DigestUpdate(context.get(), buffer.data(), static_cast<std::size_t>(got));
  }
  std::array<std::byte, 32> digest;
  EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  return attest::to_hex(digest);
}

std::string read_digest(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);  // a FIFO must not hold it up
  if (fd < 0) return {};
  std::string digest = hash(fd);
  close(fd);
  return digest;
}

}  // namespace

std::string absolute_path(const std::string& path) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.lexically_normal().string();
}

FileDigests digests_of(const config::Diagnostics::Sources& sources) {
  FileDigests files;
  for (const auto& [path, content] : sources)
    files[absolute_path(path)] = content ? collateral::sha256_hex(std::string_view(*content)) : "";
  return files;
}

FileDigests read_digests(const std::set<std::string>& paths) {
  FileDigests files;
  for (const std::string& path : paths) files[path] = read_digest(path);
  return files;
}

std::set<std::string> paths_of(const FileDigests& files) {
  std::set<std::string> paths;
  for (const auto& [path, digest] : files) paths.insert(path);
  return paths;
}

std::string total_digest(const FileDigests& files) {
  std::string lines;
  for (const auto& [path, digest] : files) lines += digest + " " + path + "\n";
  return collateral::sha256_hex(std::string_view(lines));
}

}  // namespace postern::app
