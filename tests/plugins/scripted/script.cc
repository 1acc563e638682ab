// SPDX-License-Identifier: Apache-2.0
#include "plugins/scripted/script.h"

#include <fcntl.h>
#include <unistd.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>

namespace postern::scripted {
namespace {
const postern_host* table_of_host = nullptr;
}

const postern_host& host() { return *table_of_host; }
void set_host(const postern_host* table) { table_of_host = table; }

postern_bytes raw(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }
std::string_view view(postern_bytes bytes) { return {reinterpret_cast<const char*>(bytes.ptr), bytes.len}; }

postern_status refuse(postern_call* call, postern_status status, std::string_view code, std::string_view text) {
  postern_reason reason{};
  reason.struct_size = sizeof(reason);
  reason.code = raw(code);
  reason.subject = raw("scripted.subject");
  reason.expected = raw("expected value");
  reason.observed = raw("observed value");
  reason.specification = raw("made up, 1");
  reason.peer_text = raw("text for the peer");
  reason.operator_text = raw(text);
  host().fail(call, &reason);
  return status;
}

void log(postern_call* call, std::string_view text) { host().log(call, POSTERN_LOG_INFO, raw(text)); }

void block(const Script& script) {
  const int fd = open(script.fifo.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) throw std::runtime_error("no fifo at " + script.fifo);
  close(fd);
}

void hang() {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  while (true) never.wait(lock);
}

bool common_behaviour(postern_call* call, const Script& script, postern_status& status) {
  const std::string& name = script.behaviour;
  if (name == "throw-exception") throw std::runtime_error("an exception of the plugin");
  if (name == "throw-int") throw 7;
  if (name == "hang") hang();
  static const std::map<std::string_view, postern_status> bare{
      {"unavailable", POSTERN_UNAVAILABLE},     {"timed-out", POSTERN_DEADLINE_EXCEEDED},
      {"denied", POSTERN_DENIED},               {"misconfigured", POSTERN_MISCONFIGURED},
      {"not-applicable", POSTERN_NOT_APPLICABLE}, {"internal", POSTERN_INTERNAL},
      {"status-12345", 12345},                  {"status-999", 999},
      {"status-negative", -2000}};
  if (const auto found = bare.find(name); found != bare.end()) return status = found->second, true;
  if (name == "denied-with-reason") {
    status = refuse(call, POSTERN_DENIED, "VENDOR_SAYS_NO", "text for the operator");
    return true;
  }
  if (name == "hostile-code") {
    status = refuse(call, POSTERN_DENIED, "NO\n\x1b[31m{\"level\":\"info\"}", "text for the operator");
    return true;
  }
  if (name == "hostile-text") {
    status = refuse(call, POSTERN_DENIED, "VENDOR_SAYS_NO", "not UTF-8: \xff\xfe\n");
    return true;
  }
  if (name == "long-text") {
    std::string text = "x";
    while (text.size() < 10'000) text += "é";  // every bound that is even falls into a character
    status = refuse(call, POSTERN_DENIED, "VENDOR_SAYS_NO", text);
    return true;
  }
  return false;
}

}  // namespace postern::scripted
