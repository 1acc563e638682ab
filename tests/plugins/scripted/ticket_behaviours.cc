// SPDX-License-Identifier: Apache-2.0
#include "plugins/scripted/script.h"

namespace postern::scripted {
namespace {

constexpr std::size_t kLongestField = 1024 * 1024;
using Call = postern_call*;

void emit(Call call, std::string_view name, uint32_t type, std::string_view content, int64_t integer = 0,
          std::string_view key = {}) {
  const postern_field field{raw(name), raw(key), {type, 0, integer, raw(content)}};
  const postern_status status = host().emit(call, &field);
  if (status != POSTERN_OK) log(call, "emit answered " + std::to_string(status));
}
void text(Call call, std::string_view name, std::string_view content, std::string_view key = {}) {
  emit(call, name, POSTERN_TYPE_TEXT, content, 0, key);
}

bool wants(const postern_request& request, std::string_view name) {
  for (uint64_t i = 0; i < request.wanted_count; ++i)
    if (view(request.wanted[i]) == name) return true;
  return false;
}

void give(Call call, const Script& script, const postern_request& request) {
  if (wants(request, "answer")) text(call, "answer", script.argument);
}

void give_all(Call call, const Script&, const postern_request&) {
  text(call, "answer", "an answer");
  emit(call, "secret", POSTERN_TYPE_BYTES, std::string_view("\0\1\2", 3));
  emit(call, "number", POSTERN_TYPE_INTEGER, "", -5);
  emit(call, "flag", POSTERN_TYPE_BOOL, "", 1);
  text(call, "list", "one", "a");
  text(call, "list", "two", "b");
}

// What of the request arrived, in one line of the ticket.
void echo(Call call, const Script&, const postern_request& request) {
  std::string line(view(request.kind));
  line += "|" + std::string(view(request.role)) + "|" + std::string(view(request.request_id));
  for (uint64_t i = 0; i < request.field_count; ++i) {
    const postern_field& field = request.fields[i];
    line += "|" + std::string(view(field.name)) + "," + std::string(view(field.key)) + "," +
            std::to_string(field.value.type) + "," + std::to_string(field.value.integer) + "," +
            std::string(view(field.value.bytes));
  }
  postern_value claim{};
  host().claim_get(call, raw("scripted.text"), &claim);
  text(call, "answer", line + "|claim " + std::string(view(claim.bytes)));
}

// Puts the secret that `argument` names into the ticket.
void give_secret(Call call, const Script& script, const postern_request&) {
  postern_bytes content{};
  const postern_status status = host().secret_get(call, raw(script.argument), &content);
  log(call, "secret_get answered " + std::to_string(status));
  if (status == POSTERN_OK) emit(call, "secret", POSTERN_TYPE_BYTES, view(content));
}

void fetch(Call call, const Script& script, const postern_request&) {
  const postern_fetch request{sizeof(postern_fetch), 0, raw(script.argument), {}, {}, 100, POSTERN_FETCH_KEEP_NEVER, 0};
  postern_bytes page{};
  const postern_status status = host().fetch(call, &request, &page);
  text(call, "answer", std::to_string(status) + " " + std::string(view(page)));
}

// Puts into the ticket what an earlier step made under the name `argument`.
void relay(Call call, const Script& script, const postern_request&) {
  postern_value value{};
  const postern_status status = host().field_get(call, raw(script.argument), &value);
  text(call, "answer", std::to_string(status) + " " + std::to_string(value.type) + " " + std::to_string(value.integer) +
                           " " + std::string(view(value.bytes)));
}

void measure(Call call, const Script&, const postern_request&) {
  host().metric_add(call, raw("things"), 2);
  host().metric_observe(call, raw("seconds"), 0.5);
  host().metric_add(call, raw("Bad Name\n"), 1);
}

void effects(Call call, const Script& script, const postern_request&) {
  text(call, "answer", script.argument);  // contribute has announced the effects already
}

}  // namespace

const std::map<std::string_view, Contribution>& contributions() {
  using S = const Script&;
  using R = const postern_request&;
  static const std::map<std::string_view, Contribution> all{
      {"give", give},
      {"give-all", give_all},
      {"echo", echo},
      {"give-secret", give_secret},
      {"relay", relay},
      {"fetch", fetch},
      {"measure", measure},
      {"effects", effects},
      {"nothing", [](Call, S, R) {}},
      {"undeclared-field", [](Call c, S, R) { text(c, "token", "x"); }},
      {"unwanted-field", [](Call c, S, R) { emit(c, "secret", POSTERN_TYPE_BYTES, "x"); }},
      {"wrong-type", [](Call c, S, R) { text(c, "secret", "x"); }},
      {"second-field", [](Call c, S, R) { text(c, "answer", "x"), text(c, "answer", "y"); }},
      {"field-not-utf8", [](Call c, S, R) { text(c, "answer", "\xff"); }},
      {"key-not-utf8", [](Call c, S, R) { text(c, "list", "x", "\xff"); }},
      {"long-key", [](Call c, S, R) { text(c, "list", "x", std::string(5000, 'k')); }},
      {"bool-7", [](Call c, S, R) { emit(c, "flag", POSTERN_TYPE_BOOL, "", 7); }},
      {"largest-field", [](Call c, S, R) { text(c, "answer", std::string(kLongestField, 'x')); }},
      {"huge-field", [](Call c, S, R) { text(c, "answer", std::string(kLongestField + 1, 'x')); }},
      {"many-fields", [](Call c, S, R) { for (int i = 0; i < 1025; ++i) text(c, "list", "x"); }},
      {"null-field", [](Call c, S, R) {
         const postern_field field{raw("answer"), {}, {POSTERN_TYPE_TEXT, 0, 0, {nullptr, 3}}};
         host().emit(c, &field);
       }},
      {"empty-effect", [](Call c, S, R) { host().effect_put(c, raw("")); }},
      {"huge-effect", [](Call c, S, R) { host().effect_put(c, raw(std::string(4097, 'x'))); }},
      {"many-effects", [](Call c, S, R) { for (int i = 0; i < 65; ++i) host().effect_put(c, raw("e")); }},
      {"claims", [](Call c, S, R) {
         const postern_value value{POSTERN_TYPE_TEXT, 0, 0, raw("x")};
         host().claim_put(c, raw("scripted.text"), &value);
       }}};
  return all;
}

}  // namespace postern::scripted
