// SPDX-License-Identifier: Apache-2.0
#pragma once

// PrivateDirectory: an open directory that only this process's user can change, and files that appear in it whole.

#include <string>

#include "postern/sdk/result.h"
#include "postern/sdk/bytes.h"

namespace postern::kube_token {

class PrivateDirectory {
 public:
  // open: Errors: misconfigured, when the path is no directory, belongs to another user than ours or root, or group
  // or others may write to it.
  static sdk::Result<PrivateDirectory> open(const std::string& path);

  PrivateDirectory(PrivateDirectory&& other) noexcept;
  PrivateDirectory(const PrivateDirectory&) = delete;
  ~PrivateDirectory();

  // publish: a new file with this name (no slash in it) and mode 0600, written and synced under the name "." + name +
  // ".tmp", then renamed. False when one of the two names is taken. Errors: unavailable, naming the step that failed;
  // the temporary file is then removed again.
  sdk::Result<bool> publish(const std::string& name, sdk::ByteView content) const;

  // withdraw: neither the file nor its temporary one is there afterwards. Errors: unavailable.
  sdk::Result<void> withdraw(const std::string& name) const;

 private:
  PrivateDirectory(int fd, std::string path) : fd_(fd), path_(std::move(path)) {}
  sdk::Failure failed(const std::string& what) const;  // with errno's text

  int fd_;
  std::string path_;
};

}  // namespace postern::kube_token
