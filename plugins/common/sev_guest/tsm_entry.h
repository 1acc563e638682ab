// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "postern/sdk/call.h"

namespace postern::sev_guest {

// TsmEntry: one folder below the kernel's report folder (Linux, Documentation/ABI/testing/configfs-tsm-report): making
// the folder makes a report of one's own, whose attributes are files; removing it ends it. Move-only; the folder goes
// with the object. Not thread-safe.
class TsmEntry {
 public:
  // create: root is the folder of all reports, "/sys/kernel/config/tsm/report". The new one's name is of this process
  // alone. Errors: misconfigured about "/tsm" when root is not there or may not be written, unavailable.
  static sdk::Result<TsmEntry> create(const sdk::Call& call, const std::string& root);

  TsmEntry(TsmEntry&& other) noexcept : call_(other.call_), path_(std::exchange(other.path_, "")) {}
  TsmEntry& operator=(TsmEntry&&) = delete;
  ~TsmEntry();

  const std::string& path() const { return path_; }

  // read: the attribute's content, at most 64 KiB. An attribute that is not there yet, or whose content the kernel is
  // still making (EAGAIN), is waited for until the call's deadline. Errors: unavailable, cancelled.
  sdk::Result<sdk::ByteVector> read(const std::string& attribute) const;

  // read_now: the same without waiting for it to appear; nothing when it is not there.
  sdk::Result<std::optional<sdk::ByteVector>> read_now(const std::string& attribute) const;

  // write: the whole value at once, which takes effect when the attribute is closed. Waits as read does.
  sdk::Result<void> write(const std::string& attribute, sdk::ByteView value) const;

 private:
  TsmEntry(const sdk::Call& call, std::string path) : call_(call), path_(std::move(path)) {}
  template <typename Try>
  auto until_there(const std::string& attribute, Try attempt) const -> decltype(attempt());

  sdk::Call call_;
  std::string path_;
};

}  // namespace postern::sev_guest
