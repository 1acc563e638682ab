// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/call_state.h"

#include <algorithm>
#include <cstring>

#include "host/plugin/stated_text.h"

namespace postern::plugin {
namespace {

constexpr uint64_t kLongestClaim = 64 * 1024;
constexpr uint64_t kLongestKey = 256;
constexpr uint64_t kLongestField = 1024 * 1024;
constexpr uint64_t kLongestEffect = 4 * 1024;
constexpr std::size_t kMostFields = 1024;
constexpr std::size_t kMostEffects = 64;

attest::ByteView bytes_of(postern_bytes bytes) {
  return {reinterpret_cast<const std::byte*>(bytes.ptr), static_cast<std::size_t>(bytes.len)};
}
postern_bytes raw(attest::ByteView bytes) { return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}; }

// The value in the host's form, or nothing when it breaks a rule.
std::optional<attest::Value> value_of(const postern_value& value) {
  if (!readable(value.bytes) || value.bytes.len > kLongestClaim) return std::nullopt;
  switch (value.type) {
    case POSTERN_TYPE_BOOL:
      if (value.integer != 0 && value.integer != 1) return std::nullopt;
      return value.integer == 1;
    case POSTERN_TYPE_INTEGER: return value.integer;
    case POSTERN_TYPE_TEXT:
      if (!attest::is_utf8(text_of(value.bytes))) return std::nullopt;
      return std::string(text_of(value.bytes));
    case POSTERN_TYPE_BYTES: return attest::ByteVector(bytes_of(value.bytes).begin(), bytes_of(value.bytes).end());
    default: return std::nullopt;
  }
}

}  // namespace

std::chrono::nanoseconds CallState::remaining() const {
  return std::max<std::chrono::nanoseconds>(input_.deadline - std::chrono::steady_clock::now(),
                                            std::chrono::nanoseconds(0));
}

CallOutput CallState::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  output_.fetched = pages_.trail();
  return std::move(output_);
}

postern_status CallState::violate(std::string what) {
  if (output_.violation.empty()) output_.violation = std::move(what);
  return POSTERN_CONTRACT;
}

postern_status CallState::refuse_input(const std::string& what) {
  const std::lock_guard lock(mutex_);
  return violate("check_config asked for " + what);
}

postern_status CallState::fail(const postern_reason& given) {
  postern_reason reason{};
  std::memcpy(&reason, &given, std::min<std::size_t>(given.struct_size, sizeof(reason)));
  const std::lock_guard lock(mutex_);
  if (closed_) return POSTERN_CANCELLED;
  if (reason.code.len != 0 && (!readable(reason.code) || !is_code(text_of(reason.code))))
    return violate("a reason code that is not of [A-Z][A-Z0-9_]*");
  output_.reason = {printable(reason.code),          printable(reason.subject),   printable(reason.expected),
                    printable(reason.observed),      printable(reason.specification), printable(reason.peer_text),
                    printable(reason.operator_text)};
  if (given.struct_size >= offsetof(postern_reason, details) && reason.retry_after > 0)
    output_.reason.retry_after = std::chrono::nanoseconds(reason.retry_after);
  if (given.struct_size >= sizeof(reason)) output_.reason.details = printable_lines(reason.details);
  return POSTERN_OK;
}

postern_status CallState::claim_put(postern_bytes name, const postern_value& value) {
  const std::lock_guard lock(mutex_);
  if (closed_) return POSTERN_CANCELLED;
  if (!readable(name)) return violate("a claim name at NULL");
  const std::string label = printable(name);
  const auto declared = input_.component->claims_out.find(label);
  if (declared == input_.component->claims_out.end()) return violate("undeclared claim " + label);
  if (declared->second != value.type) return violate("claim " + label + " of another type than declared");
  auto copy = value_of(value);
  if (!copy) return violate("claim " + label + " with an unreadable value");
  if (!output_.claims.put(label, *std::move(copy), input_.instance)) return violate("second value of claim " + label);
  return POSTERN_OK;
}

postern_status CallState::claim_get(postern_bytes name, postern_value& out) const {
  if (closed_) return POSTERN_CANCELLED;
  const attest::Claim* claim = readable(name) ? input_.claims.find(text_of(name)) : nullptr;
  if (claim == nullptr) return POSTERN_NOT_FOUND;
  out = {attest::type_of(claim->value), 0, 0, {nullptr, 0}};
  if (const auto* flag = std::get_if<bool>(&claim->value)) out.integer = *flag ? 1 : 0;
  if (const auto* number = std::get_if<int64_t>(&claim->value)) out.integer = *number;
  if (const auto* text = std::get_if<std::string>(&claim->value)) out.bytes = raw(attest::as_bytes(*text));
  if (const auto* bytes = std::get_if<attest::ByteVector>(&claim->value)) out.bytes = raw(*bytes);
  return POSTERN_OK;
}

postern_status CallState::bind_put(uint32_t kind, postern_bytes value) {
  const std::lock_guard lock(mutex_);
  if (closed_) return POSTERN_CANCELLED;
  if (kind == 0 || kind > 31 || (input_.component->bindings_out & POSTERN_BINDING_BIT(kind)) == 0)
    return violate("undeclared binding " + std::to_string(kind));
  if (!readable(value) || value.len > kLongestClaim) return violate("unreadable " + attest::binding_name(kind));
  const attest::ByteView bytes = bytes_of(value);
  if (!output_.bindings.put(kind, {bytes.begin(), bytes.end()}, input_.instance))
    return violate("second value of binding " + attest::binding_name(kind));
  return POSTERN_OK;
}

postern_status CallState::bind_get(uint32_t kind, postern_bytes& out) const {
  if (closed_) return POSTERN_CANCELLED;
  const auto* binding = input_.bindings.find(kind);
  if (binding == nullptr) return POSTERN_NOT_FOUND;
  out = raw(binding->value);
  return POSTERN_OK;
}

postern_status CallState::emit_allowed(const std::string& name, const postern_field& field) {
  const pipeline::FieldDeclaration* declared = input_.component->field(name);
  if (declared == nullptr) return violate("undeclared field " + name);
  if (declared->type != field.value.type) return violate("field " + name + " of another type than declared");
  if (input_.component->kind == POSTERN_KIND_BACKEND &&
      std::find(input_.wanted.begin(), input_.wanted.end(), name) == input_.wanted.end())
    return violate("field " + name + " that the request did not want");
  const bool again = std::any_of(output_.fields.begin(), output_.fields.end(),
                                 [&](const pipeline::TicketField& earlier) { return earlier.name == name; });
  if (again && !declared->repeated) return violate("second value of field " + name);
  if (output_.fields.size() >= kMostFields) return violate("more than 1024 fields");
  return POSTERN_OK;
}

postern_status CallState::emit(const postern_field& field) {
  const std::lock_guard lock(mutex_);
  if (closed_) return POSTERN_CANCELLED;
  if (!readable(field.name) || !readable(field.key) || !readable(field.value.bytes))
    return violate("a field at NULL");
  const std::string name = printable(field.name);
  if (const postern_status status = emit_allowed(name, field); status != POSTERN_OK) return status;
  if (field.value.bytes.len > kLongestField) return violate("field " + name + " of more than 1 MiB");
  if (field.value.type == POSTERN_TYPE_TEXT && !attest::is_utf8(text_of(field.value.bytes)))
    return violate("field " + name + " that is not UTF-8");
  if (field.value.type == POSTERN_TYPE_BOOL && field.value.integer != 0 && field.value.integer != 1)
    return violate("field " + name + " that is neither 0 nor 1");
  if (field.key.len > kLongestKey || !attest::is_utf8(text_of(field.key)))
    return violate("field " + name + " with a key that is not at most 256 bytes of UTF-8");
  output_.fields.push_back({name, std::string(text_of(field.key)), field.value.type, field.value.integer,
                            pipeline::SecretBytes(bytes_of(field.value.bytes)), input_.component->field(name)->secret,
                            input_.component->field(name)->internal});
  return POSTERN_OK;
}

postern_status CallState::field_get(postern_bytes name, postern_value& out) {
  const std::lock_guard lock(mutex_);
  if (closed_) return POSTERN_CANCELLED;
  if (!readable(name) || input_.component->fields_in.find(text_of(name)) == input_.component->fields_in.end())
    return violate("asked for the field " + printable(name) + ", which it does not declare to need");
  if (input_.earlier == nullptr) return POSTERN_NOT_FOUND;
  for (const pipeline::TicketField& field : *input_.earlier) {
    if (field.name != text_of(name)) continue;
    out = {field.type, 0, field.integer, raw(field.bytes.bytes())};
    return POSTERN_OK;
  }
  return POSTERN_NOT_FOUND;
}

// The ledger waits for the disk: without the lock, so that the host can give this call up meanwhile.
postern_status CallState::effect_put(postern_bytes effect) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return POSTERN_CANCELLED;
    if (!readable(effect) || effect.len == 0 || effect.len > kLongestEffect) return violate("unreadable effect");
    if (input_.component->backend.revoke == nullptr) return violate("effect of a backend that cannot revoke");
    if (!input_.may_announce) return violate("effect outside of contribute");
    if (++announced_ > kMostEffects) return violate("more than 64 effects");
  }
  pipeline::EffectLedger* const ledger = input_.services->effects();
  const std::string text(text_of(effect));
  std::optional<uint64_t> entry;
  if (ledger != nullptr)
    entry = ledger->announce({input_.instance, input_.component->library + "/" + input_.component->id,
                              input_.request_id, text, input_.now});
  const std::lock_guard lock(mutex_);
  if (closed_) {  // given up; told so, the plugin creates nothing
    if (entry) ledger->settle(*entry);
    return POSTERN_CANCELLED;
  }
  output_.effects.push_back({text, entry.value_or(0)});
  output_.effect_unwritten |= !entry;
  return entry ? POSTERN_OK : POSTERN_UNAVAILABLE;
}

postern_status CallState::secret_get(postern_bytes name, postern_bytes& out) {
  if (closed_) return POSTERN_CANCELLED;
  if (input_.is_pure) return refuse_input("a secret");
  if (!readable(name)) return POSTERN_NOT_FOUND;
  auto secret = input_.services->secret(text_of(name));
  if (!secret.ok()) {
    input_.services->journal().note({attest::Level::kError, "secret-unreadable", std::string(secret.status().message()),
                                     {{"step", input_.instance}, {"request", input_.request_id}, {"trace", input_.trace}}});
    return absl::IsNotFound(secret.status()) ? POSTERN_NOT_FOUND : POSTERN_MISCONFIGURED;
  }
  const std::lock_guard lock(mutex_);
  secrets_.push_back(*std::move(secret));
  out = raw(secrets_.back().bytes());
  return POSTERN_OK;
}

postern_status CallState::fetch(const postern_fetch& given, postern_bytes& out) {
  if (closed_) return POSTERN_CANCELLED;
  if (input_.is_pure) return refuse_input("a web page");
  const auto request = read_fetch(given, remaining());
  if (!request) return POSTERN_CONTRACT;
  auto page = input_.services->fetch(*request);
  if (!page.ok()) log(POSTERN_LOG_WARN, raw(attest::as_bytes(std::string(page.status().message()))));
  const std::lock_guard lock(mutex_);
  return pages_.add(*request, std::move(page), out);
}

postern_status CallState::reject(postern_bytes url, postern_bytes page) {
  if (closed_ || input_.is_pure) return POSTERN_CANCELLED;
  if (!readable(url) || !readable(page)) return POSTERN_CONTRACT;
  input_.services->reject(std::string(text_of(url)), {reinterpret_cast<const std::byte*>(page.ptr), page.len});
  return POSTERN_OK;
}

void CallState::log(uint32_t level, postern_bytes text) const {
  constexpr attest::Level kLevels[] = {attest::Level::kDebug, attest::Level::kInfo, attest::Level::kWarn,
                                       attest::Level::kError};
  input_.services->journal().note({kLevels[std::min(level, POSTERN_LOG_ERROR)], "plugin", printable(text),
                                   {{"step", input_.instance}, {"request", input_.request_id}, {"trace", input_.trace}}});
}

}  // namespace postern::plugin
