// SPDX-License-Identifier: Apache-2.0
#include "support/tsm_stand_in.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace postern::test {
namespace {

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string_view text_of(sdk::ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void append_number(sdk::ByteVector& out, std::size_t number) {
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<std::byte>(number >> (8 * i)));
}

// The text's digits in the order of the table: the first three groups little-endian.
void append_guid(sdk::ByteVector& out, const std::string& guid) {
  for (const std::size_t at : {6, 4, 2, 0, 11, 9, 16, 14, 19, 21, 24, 26, 28, 30, 32, 34})
    out.push_back(static_cast<std::byte>(std::stoi(guid.substr(at, 2), nullptr, 16)));
}

}  // namespace

TsmStandIn::TsmStandIn(TsmBehaviour behaviour) : behaviour_(std::move(behaviour)) {
  inotify_ = inotify_init1(IN_CLOEXEC);
  stop_ = eventfd(0, EFD_CLOEXEC);
  root_watch_ = inotify_add_watch(inotify_, root_.path().c_str(), IN_CREATE);
  if (inotify_ < 0 || stop_ < 0 || root_watch_ < 0) throw std::runtime_error("cannot watch a folder");
  thread_ = std::thread([this] { run(); });
}

TsmStandIn::~TsmStandIn() {
  const uint64_t one = 1;
  if (write(stop_, &one, sizeof one) == sizeof one) thread_.join();
  close(stop_);
  close(inotify_);
}

void TsmStandIn::run() {
  alignas(inotify_event) char buffer[16 * 1024];
  pollfd waiting[] = {{inotify_, POLLIN, 0}, {stop_, POLLIN, 0}};
  while (poll(waiting, 2, -1) > 0 && waiting[1].revents == 0) {
    const ssize_t size = read(inotify_, buffer, sizeof buffer);
    for (ssize_t at = 0; at < size;) {
      inotify_event event{};
      std::memcpy(&event, buffer + at, sizeof event);
      const std::string name = event.len == 0 ? "" : buffer + at + sizeof event;
      handle(event.wd, name, (event.mask & IN_ISDIR) != 0);
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
}

void TsmStandIn::handle(int watch, const std::string& name, bool is_folder) {
  if (watch == root_watch_) {
    if (is_folder) open_entry(root_.path() + "/" + name);
  } else if (const auto entry = entries_.find(watch); entry != entries_.end() && name == "inblob") {
    make_report(entry->second);
  }
}

void TsmStandIn::open_entry(const std::string& name) {
  entries_[inotify_add_watch(inotify_, name.c_str(), IN_CLOSE_WRITE)] = name;
  put(name + "/provider", behaviour_.provider + "\n");
  put(name + "/generation", "0\n");
  put(name + "/inblob", "");
}

void TsmStandIn::make_report(const std::string& entry) {
  const std::string inblob = slurp(entry + "/inblob");
  if (!behaviour_.auxblob.empty()) put(entry + "/auxblob", text_of(behaviour_.auxblob));
  put(entry + "/generation", std::to_string(behaviour_.step) + "\n");
  ++reports_;
  put(entry + "/outblob", text_of(behaviour_.firmware(sdk::as_bytes(inblob))));
}

void TsmStandIn::put(const std::string& path, std::string_view content) {
  std::error_code gone;  // the guest may have left
  std::filesystem::rename(drafts_.write("draft", content), path, gone);
}

sdk::ByteVector write_certificate_table(const std::map<std::string, sdk::ByteVector>& certificates) {
  sdk::ByteVector table, content;
  const std::size_t start = 24 * (certificates.size() + 1);
  for (const auto& [guid, der] : certificates) {
    append_guid(table, guid);
    append_number(table, start + content.size());
    append_number(table, der.size());
    content.insert(content.end(), der.begin(), der.end());
  }
  table.resize(start);
  table.insert(table.end(), content.begin(), content.end());
  return table;
}

}  // namespace postern::test
