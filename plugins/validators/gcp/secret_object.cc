// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/secret_object.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "common/crypto/secret_text.h"

namespace postern::gcp {
namespace {

using sdk::Result;
using sdk::Secret;

constexpr char kMask = '*';
constexpr std::string_view kBlanks = " \t\r\n";

sdk::Failure refused(std::string_view name, std::string text) {
  return sdk::Failure::denied(POSTERN_REASON_COLLATERAL_INVALID)
      .about(std::string(name))
      .spec("RFC 8259")
      .text(std::move(text));
}

// find_value: the position behind the quotation mark that opens the value; nothing unless name is there exactly once.
std::optional<std::size_t> find_value(std::string_view json, std::string_view name) {
  const std::string quoted = "\"" + std::string(name) + "\"";
  const std::size_t found = json.find(quoted);
  if (found == std::string_view::npos || json.find(quoted, found + 1) != std::string_view::npos) return std::nullopt;
  std::size_t at = json.find_first_not_of(kBlanks, found + quoted.size());
  if (at == std::string_view::npos || json[at] != ':') return std::nullopt;
  at = json.find_first_not_of(kBlanks, at + 1);
  if (at == std::string_view::npos || json[at] != '"') return std::nullopt;
  return at + 1;
}

// Character: what is next in a JSON text, and how many characters of it that takes.
struct Character {
  char value = 0;
  std::size_t taken = 0;
};

std::optional<Character> unescape(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  if (text[1] == 'n') return Character{'\n', 2};
  if (text[1] == '/' || text[1] == '\\' || text[1] == '"') return Character{text[1], 2};
  unsigned code = 0;
  if (text[1] != 'u' || text.size() < 6) return std::nullopt;
  const auto parsed = std::from_chars(text.data() + 2, text.data() + 6, code, 16);
  if (parsed.ptr != text.data() + 6 || code >= 0x80) return std::nullopt;
  return Character{static_cast<char>(code), 6};
}

std::optional<Character> next_character(std::string_view text) {
  if (text.front() == '\\') return unescape(text);
  const auto byte = static_cast<unsigned char>(text.front());
  if (byte < 0x20 || byte >= 0x7F) return std::nullopt;
  return Character{text.front(), 1};
}

// Split: the value, and the text with a mask over it.
struct Split {
  Secret value, masked;
};

Result<Split> split(std::string_view text, std::string_view name) {
  const auto start = find_value(text, name);
  if (!start) return refused(name, std::string(name) + " is not there, is there twice, or is not a text");
  Secret value(text.size());
  std::size_t size = 0, at = *start;
  for (; at < text.size() && text[at] != '"'; ++size) {
    const auto next = next_character(text.substr(at));
    if (!next) return refused(name, std::string(name) + " holds a character that it may not");
    value.writable()[size] = static_cast<std::byte>(next->value);
    at += next->taken;
  }
  if (at >= text.size() || size == 0) return refused(name, std::string(name) + " is empty or does not end");
  Split out{Secret(value.bytes().first(size)), Secret(sdk::as_bytes(text))};
  std::ranges::fill(out.masked.writable().subspan(*start, at - *start), static_cast<std::byte>(kMask));
  return out;
}

// is_masked: whether it is this object's member whose value was taken out.
bool is_masked(const nlohmann::json& object, std::string_view name) {
  const auto found = object.find(std::string(name));
  if (found == object.end() || !found->is_string()) return false;
  const std::string& text = found->get_ref<const std::string&>();
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c == kMask; });
}

}  // namespace

Result<SecretObject> read_secret_object(sdk::ByteView text, std::string_view name,
                                        const common::JsonLimits& limits) {
  if (text.size() > limits.bytes) return refused(name, "it is too long");
  POSTERN_TRY(parts, split({reinterpret_cast<const char*>(text.data()), text.size()}, name));
  auto read = common::read_json(common::text_of(parts.masked), limits);
  if (const auto* complaint = std::get_if<common::JsonComplaint>(&read))
    return refused(name, "it " + std::string(complaint->text));
  auto& rest = std::get<nlohmann::json>(read);
  if (!is_masked(rest, name)) return refused(name, std::string(name) + " is not a member of the object");
  return SecretObject{std::move(parts.value), std::move(rest)};
}

}  // namespace postern::gcp
