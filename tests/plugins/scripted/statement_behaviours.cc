// SPDX-License-Identifier: Apache-2.0
#include <thread>

#include "plugins/scripted/script.h"

namespace postern::scripted {
namespace {

constexpr std::size_t kLongestClaim = 64 * 1024;

void put_binding(postern_call* call, uint32_t kind, std::string_view value) { host().bind_put(call, kind, raw(value)); }

void claim_text(postern_call* call, std::string_view name, std::string_view text) {
  const postern_value value{POSTERN_TYPE_TEXT, 0, 0, raw(text)};
  log(call, "claim_put answered " + std::to_string(host().claim_put(call, raw(name), &value)));
}

// changed: the value with its last bit turned.
std::string changed(postern_bytes value) {
  std::string copy(view(value));
  copy.back() = static_cast<char>(copy.back() ^ 1);
  return copy;
}

void claim_from_other_thread(postern_call* call) {
  std::thread([call] {
    claim_text(call, "scripted.text", "from another thread");
    log(call, "remaining " + std::to_string(host().remaining(call) > 0));
  }).join();
}

// Every host function with NULL where an address belongs; what is answered goes to the log.
void pass_nulls(postern_call* call) {
  const postern_host& h = host();
  std::string answers;
  for (postern_status status :
       {h.fail(call, nullptr), h.claim_put(call, raw("scripted.text"), nullptr),
        h.claim_get(call, raw("scripted.text"), nullptr), h.bind_get(call, 1, nullptr), h.emit(call, nullptr),
        h.secret_get(call, raw("canary"), nullptr), h.fetch(call, nullptr, nullptr),
        h.fail(nullptr, nullptr), h.emit(nullptr, nullptr), h.bind_put(nullptr, 1, {nullptr, 0})})
    answers += std::to_string(status) + " ";
  h.log(nullptr, POSTERN_LOG_INFO, raw("nobody's line"));
  h.metric_add(call, {nullptr, 5}, 1);
  h.metric_add(nullptr, raw("a"), 1);
  h.secure_free(h.secure_alloc(0), 0);
  answers += h.extension(raw("no.such/1")) == nullptr ? "none" : "some";
  log(call, answers);
}

void claim_bool(postern_call* call, int64_t integer) {
  const postern_value value{POSTERN_TYPE_BOOL, 0, integer, {nullptr, 0}};
  host().claim_put(call, raw("scripted.flag"), &value);
}

void claim_null(postern_call* call, postern_bytes name, postern_bytes content) {
  const postern_value value{POSTERN_TYPE_TEXT, 0, 0, content};
  host().claim_put(call, name, &value);
}

}  // namespace

void bind_both(postern_call* call, const postern_evidence& evidence) {
  host().bind_put(call, POSTERN_BINDING_NONCE, evidence.nonce);
  host().bind_put(call, POSTERN_BINDING_CHANNEL_KEY, evidence.channel_key);
}

void claim_all(postern_call* call) {
  const postern_value values[] = {{POSTERN_TYPE_TEXT, 0, 0, raw("a text")},
                                  {POSTERN_TYPE_INTEGER, 0, 115, {nullptr, 0}},
                                  {POSTERN_TYPE_BOOL, 0, 1, {nullptr, 0}},
                                  {POSTERN_TYPE_BYTES, 0, 0, raw(std::string_view("\0\xff", 2))}};
  const char* const names[] = {"scripted.text", "scripted.number", "scripted.flag", "scripted.raw"};
  for (int i = 0; i < 4; ++i) host().claim_put(call, raw(names[i]), &values[i]);
}

const std::map<std::string_view, Statement>& statements() {
  using Call = postern_call*;
  using Evidence = const postern_evidence&;
  static const std::map<std::string_view, Statement> all{
      {"no-bindings", [](Call, const Script&, Evidence) {}},
      {"nonce-only", [](Call c, const Script&, Evidence e) { put_binding(c, 1, view(e.nonce)); }},
      {"key-only", [](Call c, const Script&, Evidence e) { put_binding(c, 2, view(e.channel_key)); }},
      {"wrong-nonce", [](Call c, const Script&, Evidence e) { put_binding(c, 1, changed(e.nonce)), put_binding(c, 2, view(e.channel_key)); }},
      {"short-nonce", [](Call c, const Script&, Evidence e) { put_binding(c, 1, view(e.nonce).substr(1)), put_binding(c, 2, view(e.channel_key)); }},
      {"empty-nonce", [](Call c, const Script&, Evidence e) { put_binding(c, 1, ""), put_binding(c, 2, view(e.channel_key)); }},
      {"long-nonce", [](Call c, const Script&, Evidence e) { put_binding(c, 1, std::string(view(e.nonce)) + "x"), put_binding(c, 2, view(e.channel_key)); }},
      {"another-key", [](Call c, const Script&, Evidence e) { put_binding(c, 1, view(e.nonce)), put_binding(c, 2, changed(e.channel_key)); }},
      {"swapped", [](Call c, const Script&, Evidence e) { put_binding(c, 1, view(e.channel_key)), put_binding(c, 2, view(e.nonce)); }},
      {"undeclared-binding", [](Call c, const Script&, Evidence e) { bind_both(c, e), put_binding(c, 3, "an AK"); }},
      {"binding-0", [](Call c, const Script&, Evidence e) { bind_both(c, e), put_binding(c, 0, "x"); }},
      {"binding-32", [](Call c, const Script&, Evidence e) { bind_both(c, e), put_binding(c, 32, "x"); }},
      {"second-binding", [](Call c, const Script&, Evidence e) { bind_both(c, e), bind_both(c, e); }},
      {"null-binding", [](Call c, const Script&, Evidence e) { bind_both(c, e), host().bind_put(c, 1, {nullptr, 32}); }},
      {"undeclared-claim", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_text(c, "tpm.ak.name", "x"); }},
      {"wrong-type", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_text(c, "scripted.number", "115"); }},
      {"second-claim", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_all(c), claim_text(c, "scripted.text", "again"); }},
      {"largest-claim", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_text(c, "scripted.text", std::string(kLongestClaim, 'x')); }},
      {"huge-claim", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_text(c, "scripted.text", std::string(kLongestClaim + 1, 'x')); }},
      {"claim-not-utf8", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_text(c, "scripted.text", "\xc3("); }},
      {"claim-name-not-utf8", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_text(c, "\xff", "x"); }},
      {"bool-7", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_bool(c, 7); }},
      {"null-claim", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_null(c, raw("scripted.text"), {nullptr, 4}); }},
      {"null-claim-name", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_null(c, {nullptr, 4}, raw("x")); }},
      {"effect", [](Call c, const Script&, Evidence e) { bind_both(c, e), host().effect_put(c, raw("effect")); }},
      {"nulls", [](Call c, const Script&, Evidence e) { bind_both(c, e), pass_nulls(c); }},
      {"other-thread", [](Call c, const Script&, Evidence e) { bind_both(c, e), claim_from_other_thread(c); }}};
  return all;
}

}  // namespace postern::scripted
