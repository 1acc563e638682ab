// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/call_host.h"

#include <openssl/crypto.h>

#include "common/private_file/private_file.h"
#include "tools/keyservice/log_lines.h"

namespace postern::keyservice {
namespace {

using std::chrono::steady_clock;

HostedCall& of(postern_call* call) { return *reinterpret_cast<HostedCall*>(call); }

void log(postern_call*, uint32_t level, postern_bytes text) {
  const char* name = level == POSTERN_LOG_ERROR ? "error" : level == POSTERN_LOG_WARN ? "warn" : "info";
  note(name, "source", {{"text", std::string(sdk::text_view(text))}});
}

int64_t now(postern_call*) {
  return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
}

void* secure_alloc(uint64_t size) { return OPENSSL_secure_zalloc(size); }
void secure_free(void* memory, uint64_t size) { OPENSSL_secure_clear_free(memory, size); }

const postern_host kTable{
    sizeof(postern_host),
    POSTERN_ABI_MINOR,
    log,
    now,
    [](postern_call* call) -> int64_t { return of(call).remaining().count(); },
    [](postern_call* call) -> uint32_t { return of(call).cancelled() ? 1 : 0; },
    [](postern_call*, const postern_reason*) -> postern_status { return POSTERN_OK; },
    [](postern_call*, postern_bytes, const postern_value*) -> postern_status { return POSTERN_UNSUPPORTED; },
    [](postern_call*, postern_bytes, postern_value*) -> postern_status { return POSTERN_NOT_FOUND; },
    [](postern_call*, uint32_t, postern_bytes) -> postern_status { return POSTERN_UNSUPPORTED; },
    [](postern_call*, uint32_t, postern_bytes*) -> postern_status { return POSTERN_NOT_FOUND; },
    [](postern_call*, const postern_field*) -> postern_status { return POSTERN_UNSUPPORTED; },
    [](postern_call*, postern_bytes) -> postern_status { return POSTERN_UNSUPPORTED; },
    [](postern_call* call, postern_bytes name, postern_bytes* out) -> postern_status {
      return of(call).secret(std::string(sdk::text_view(name)), out);
    },
    [](postern_call*, const postern_fetch*, postern_bytes*) -> postern_status { return POSTERN_UNSUPPORTED; },
    secure_alloc,
    secure_free,
    [](postern_call*, postern_bytes, double) {},
    [](postern_call*, postern_bytes, double) {},
    [](postern_bytes) -> const void* { return nullptr; },
    [](postern_call*, postern_bytes, postern_value*) -> postern_status { return POSTERN_NOT_FOUND; },
};

}  // namespace

void install_host() { sdk::host_table() = &kTable; }

HostedCall::HostedCall(const SecretFiles& files, std::chrono::nanoseconds time, std::function<bool()> is_cancelled)
    : files_(files), deadline_(steady_clock::now() + time), is_cancelled_(std::move(is_cancelled)) {}

std::chrono::nanoseconds HostedCall::remaining() const {
  return std::max(std::chrono::nanoseconds(deadline_ - steady_clock::now()), std::chrono::nanoseconds(0));
}

postern_status HostedCall::secret(const std::string& name, postern_bytes* out) {
  const auto file = files_.find(name);
  if (file == files_.end()) return POSTERN_NOT_FOUND;
  auto content = common::read_private_file(file->second);
  if (!content.ok()) {
    note("error", "secret-unreadable", {{"secret", name}, {"text", content.failure().operator_text()}});
    return POSTERN_MISCONFIGURED;
  }
  read_.push_back(content.take());
  *out = sdk::raw(read_.back().bytes());
  return POSTERN_OK;
}

}  // namespace postern::keyservice
