// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/call_state.h"

#include <algorithm>
#include <cstring>

namespace postern::plugin {
namespace {

constexpr uint64_t kLongestClaim = 64 * 1024;
constexpr uint64_t kLongestReason = 4 * 1024;
constexpr std::size_t kLongestCode = 64;
constexpr uint64_t kLongestKey = 256;
constexpr uint64_t kLongestField = 1024 * 1024;
constexpr uint64_t kLongestEffect = 4 * 1024;
constexpr std::size_t kMostFields = 1024;
constexpr std::size_t kMostEffects = 64;

bool readable(postern_bytes bytes) { return bytes.ptr != nullptr || bytes.len == 0; }

std::string_view text_of(postern_bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.ptr), static_cast<std::size_t>(bytes.len)};
}
attest::ByteView bytes_of(postern_bytes bytes) {
  return {reinterpret_cast<const std::byte*>(bytes.ptr), static_cast<std::size_t>(bytes.len)};
}
postern_bytes raw(attest::ByteView bytes) { return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}; }

// A text for people: cut to a bound, but not inside of a character, and replaced when it is not UTF-8.
std::string printable(postern_bytes bytes) {
  if (!readable(bytes)) return {};
  uint64_t end = std::min(bytes.len, kLongestReason);
  while (end > 0 && end < bytes.len && (bytes.ptr[end] & 0xC0) == 0x80) --end;
  const std::string text(text_of({bytes.ptr, end}));
  if (attest::is_utf8(text)) return text;
  return "(not UTF-8) " + attest::to_hex(attest::as_bytes(text).first(std::min<std::size_t>(text.size(), 64)));
}

// Codes become metric labels and are shown to peers: nothing but the characters of the contract may be in them.
bool is_code(std::string_view text) {
  if (text.empty() || text.size() > kLongestCode || text[0] < 'A' || text[0] > 'Z') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; });
}

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
                            pipeline::SecretBytes(bytes_of(field.value.bytes)), input_.component->field(name)->secret});
  return POSTERN_OK;
}

postern_status CallState::effect_put(postern_bytes effect) {
  const std::lock_guard lock(mutex_);
  if (closed_) return POSTERN_CANCELLED;
  if (!readable(effect) || effect.len == 0 || effect.len > kLongestEffect) return violate("unreadable effect");
  if (input_.component->backend.revoke == nullptr) return violate("effect of a backend that cannot revoke");
  if (output_.effects.size() >= kMostEffects) return violate("more than 64 effects");
  output_.effects.emplace_back(text_of(effect));
  return POSTERN_OK;
}

postern_status CallState::secret_get(postern_bytes name, postern_bytes& out) {
  if (closed_) return POSTERN_CANCELLED;
  if (input_.is_pure) return refuse_input("a secret");
  if (!readable(name)) return POSTERN_NOT_FOUND;
  auto secret = input_.services->secret(text_of(name));
  if (!secret.ok()) {
    input_.services->journal().note({attest::Level::kError, "secret-unreadable", std::string(secret.status().message()),
                                     {{"step", input_.instance}, {"request", input_.request_id}}});
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
  if (given.struct_size < offsetof(postern_fetch, keep) || given.method > 1 || !readable(given.url) ||
      !readable(given.headers) || !readable(given.body))
    return POSTERN_CONTRACT;
  FetchRequest request{given.method == 1, std::string(text_of(given.url)), std::string(text_of(given.headers)),
                       std::string(text_of(given.body)), std::min<uint64_t>(given.max_bytes, 4 * 1024 * 1024),
                       remaining()};
  if (given.struct_size >= sizeof(postern_fetch)) {
    if (given.keep > POSTERN_FETCH_KEEP_PUBLIC) return POSTERN_CONTRACT;
    request.may_keep = given.keep == POSTERN_FETCH_KEEP_PUBLIC;
  }
  if (request.may_keep && (request.post || !request.body.empty())) return POSTERN_CONTRACT;
  return hand_over(input_.services->fetch(request), out);
}

// hand_over: the page, or the reason why there is none, to the plugin.
postern_status CallState::hand_over(absl::StatusOr<attest::ByteVector> page, postern_bytes& out) {
  const absl::Status status = page.status();
  const std::string text(status.message());
  const attest::ByteView why = attest::as_bytes(text);
  if (!status.ok()) log(POSTERN_LOG_WARN, raw(why));
  const std::lock_guard lock(mutex_);
  pages_.push_back(status.ok() ? *std::move(page) : attest::ByteVector(why.begin(), why.end()));
  out = raw(pages_.back());
  if (status.ok()) return POSTERN_OK;
  if (absl::IsPermissionDenied(status)) return POSTERN_MISCONFIGURED;
  if (absl::IsDeadlineExceeded(status)) return POSTERN_DEADLINE_EXCEEDED;
  return absl::IsOutOfRange(status) ? POSTERN_EXHAUSTED : POSTERN_UNAVAILABLE;
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
                                   {{"step", input_.instance}, {"request", input_.request_id}}});
}

}  // namespace postern::plugin
