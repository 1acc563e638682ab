// SPDX-License-Identifier: Apache-2.0
#include "support/recording_host.h"

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace postern::test {
namespace {

using sdk::raw;
using sdk::text_view;

RecordingHost& of(postern_call* call) { return *reinterpret_cast<RecordingHost*>(call); }
std::string copy(postern_bytes bytes) { return std::string(text_view(bytes)); }
RecordedValue copy(const postern_value& value) { return {value.type, value.integer, copy(value.bytes)}; }

postern_status fail(postern_call* call, const postern_reason* reason) {
  RecordingHost& host = of(call);
  host.fail_code = copy(reason->code);
  host.fail_subject = copy(reason->subject);
  host.fail_expected = copy(reason->expected);
  host.fail_observed = copy(reason->observed);
  host.fail_text = copy(reason->operator_text);
  host.fail_retry_after = std::chrono::nanoseconds(reason->retry_after);
  return POSTERN_OK;
}

postern_status claim_put(postern_call* call, postern_bytes name, const postern_value* value) {
  return of(call).claims.emplace(copy(name), copy(*value)).second ? POSTERN_OK : POSTERN_CONTRACT;
}

postern_status value_of(const std::map<std::string, RecordedValue>& map, postern_bytes name, postern_value* out) {
  const auto found = map.find(copy(name));
  if (found == map.end()) return POSTERN_NOT_FOUND;
  *out = {found->second.type, 0, found->second.integer, raw(found->second.bytes)};
  return POSTERN_OK;
}

postern_status claim_get(postern_call* call, postern_bytes name, postern_value* out) {
  return value_of(of(call).earlier_claims, name, out);
}
postern_status field_get(postern_call* call, postern_bytes name, postern_value* out) {
  return value_of(of(call).earlier_fields, name, out);
}

template <typename Map, typename Key>
postern_status answer(const Map& map, const Key& key, postern_bytes* out, postern_status missing) {
  const auto found = map.find(key);
  if (found == map.end()) return missing;
  *out = raw(std::string_view(found->second));
  return POSTERN_OK;
}

postern_status fetch(postern_call* call, const postern_fetch* request, postern_bytes* out) {
  RecordingHost& host = of(call);
  host.requests.push_back({copy(request->url), copy(request->headers), copy(request->body), request->method == 1,
                           request->keep == POSTERN_FETCH_KEEP_PUBLIC, request->keep != POSTERN_FETCH_KEEP_NEVER});
  if (host.on_fetch) host.on_fetch(host.requests.back());
  return answer(host.pages, host.requests.back().url, out, POSTERN_UNAVAILABLE);
}

const postern_host kTable{
    sizeof(postern_host),
    POSTERN_ABI_MINOR,
    [](postern_call* call, uint32_t, postern_bytes text) { of(call).log.push_back(copy(text)); },
    [](postern_call* call) -> int64_t { return of(call).now.time_since_epoch().count(); },
    [](postern_call* call) -> int64_t { return of(call).remaining.count(); },
    [](postern_call* call) -> uint32_t { return of(call).is_cancelled ? 1 : 0; },
    fail,
    claim_put,
    claim_get,
    [](postern_call* call, uint32_t kind, postern_bytes value) -> postern_status {
      of(call).bindings[kind] = copy(value);
      return POSTERN_OK;
    },
    [](postern_call* call, uint32_t kind, postern_bytes* out) {
      return answer(of(call).earlier_bindings, kind, out, POSTERN_NOT_FOUND);
    },
    [](postern_call* call, const postern_field* field) -> postern_status {
      of(call).fields.push_back({copy(field->name), copy(field->key), copy(field->value)});
      return POSTERN_OK;
    },
    [](postern_call* call, postern_bytes effect) -> postern_status {
      of(call).effects.push_back(copy(effect));
      return POSTERN_OK;
    },
    [](postern_call* call, postern_bytes name, postern_bytes* out) {
      return answer(of(call).secrets, copy(name), out, POSTERN_NOT_FOUND);
    },
    fetch,
    [](uint64_t size) { return std::calloc(1, size); },
    [](void* memory, uint64_t size) {
      if (memory != nullptr) std::memset(memory, 0, size);
      std::free(memory);
    },
    [](postern_call*, postern_bytes, double) {},
    [](postern_call*, postern_bytes, double) {},
    [](postern_bytes) -> const void* { return nullptr; },
    field_get,
};

}  // namespace

RecordingHost::RecordingHost() { sdk::host_table() = &kTable; }
RecordingHost::~RecordingHost() = default;

sdk::Call RecordingHost::call() { return sdk::Call(reinterpret_cast<postern_call*>(this)); }

const std::string& RecordingHost::field(const std::string& name) const {
  for (const auto& field : fields)
    if (field.name == name) return field.value.bytes;
  throw std::out_of_range("no field " + name);
}

}  // namespace postern::test
