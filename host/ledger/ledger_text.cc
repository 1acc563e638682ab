// SPDX-License-Identifier: Apache-2.0
#include "host/ledger/ledger_text.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

namespace postern::ledger {
namespace {

constexpr std::size_t kLongestName = 256;

std::string digest_of(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return attest::to_hex(std::as_bytes(std::span(digest)).first(8));
}

std::string sealed(std::string line) {
  const std::string digest = digest_of(line);
  return line + " " + digest + "\n";
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kLongestName &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t space = line.find(' ');
    words.push_back(line.substr(0, space));
    if (space == line.npos) return words;
    line.remove_prefix(space + 1);
  }
}

// The number in its only form: decimal digits without leading zeros.
template <typename Number>
std::optional<Number> number_of(std::string_view text) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || std::to_string(number) != text) return std::nullopt;
  return number;
}

// The bytes in their only form: two digits of 0-9a-f each.
std::optional<std::string> bytes_of(std::string_view hex) {
  if (hex.empty() || hex.size() % 2 != 0 || hex.size() > 2 * kLongestEffect) return std::nullopt;
  std::string bytes(hex.size() / 2, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    unsigned char byte = 0;
    const auto [end, error] = std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, byte, 16);
    if (error != std::errc() || end != hex.data() + 2 * i + 2) return std::nullopt;
    bytes[i] = static_cast<char>(byte);
  }
  if (attest::to_hex(attest::as_bytes(bytes)) != hex) return std::nullopt;
  return bytes;
}

std::optional<pipeline::Intent> intent_of(const std::vector<std::string_view>& words) {
  const auto since = number_of<int64_t>(words[5]);
  auto effect = bytes_of(words[6]);
  if (!is_word(words[2]) || !is_word(words[3]) || !is_word(words[4]) || !since || !effect) return std::nullopt;
  return pipeline::Intent{std::string(words[2]), std::string(words[3]), words[4] == "." ? "" : std::string(words[4]),
                          *std::move(effect), attest::Time(std::chrono::nanoseconds(*since))};
}

// apply: what one whole line says; false when it is damaged.
bool apply(std::string_view line, LedgerContent& content) {
  if (line.size() > kLongestLine || line.size() < 18 || line[line.size() - 17] != ' ') return false;
  const std::string_view said = line.substr(0, line.size() - 17);
  if (digest_of(said) != line.substr(line.size() - 16)) return false;
  const std::vector<std::string_view> words = words_of(said);
  const auto entry = words.size() < 2 ? std::nullopt : number_of<uint64_t>(words[1]);
  if (!entry || *entry == 0) return false;
  if (words.size() == 2 && words[0] == "-") {
    content.last = std::max(content.last, *entry);
    content.open.erase(*entry);
    return true;
  }
  if (words.size() != 7 || words[0] != "+" || *entry <= content.last) return false;
  auto intent = intent_of(words);
  if (!intent) return false;
  content.last = *entry;
  content.open.emplace(*entry, *std::move(intent));
  return true;
}

}  // namespace

std::optional<std::string> announce_line(uint64_t entry, const pipeline::Intent& intent) {
  const std::string request = intent.request.empty() ? "." : intent.request;
  if (!is_word(intent.instance) || !is_word(intent.component) || !is_word(request) || intent.effect.empty() ||
      intent.effect.size() > kLongestEffect)
    return std::nullopt;
  return sealed("+ " + std::to_string(entry) + " " + intent.instance + " " + intent.component + " " + request + " " +
                std::to_string(intent.since.time_since_epoch().count()) + " " +
                attest::to_hex(attest::as_bytes(intent.effect)));
}

std::string settle_line(uint64_t entry) { return sealed("- " + std::to_string(entry)); }

std::optional<LedgerContent> parse_ledger(std::string_view text) {
  LedgerContent content;
  if (text.empty()) return content;
  if (!text.starts_with(kHeader)) {
    if (!kHeader.starts_with(text)) return std::nullopt;
    content.torn = true;
    return content;
  }
  text.remove_prefix(kHeader.size());
  content.whole = kHeader.size();
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) {
      content.torn = true;
      break;
    }
    if (!apply(text.substr(0, end), content)) ++content.damaged;
    text.remove_prefix(end + 1);
    content.whole += end + 1;
  }
  return content;
}

}  // namespace postern::ledger
