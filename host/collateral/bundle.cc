// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/bundle.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <optional>
#include <string_view>

namespace postern::collateral {
namespace {

constexpr char kFirstLine[] = "postern-collateral-bundle 1\n";

std::string_view text_of(attest::ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

absl::Status wrong(const std::string& what, std::size_t at) {
  return absl::InvalidArgumentError(absl::StrCat("not a whole bundle: ", what, ", at byte ", at));
}

// Cursor: what has not been read yet of a bundle.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}
  std::size_t at() const { return at_; }
  bool at_end() const { return at_ == text_.size(); }
  std::string_view before() const { return text_.substr(0, at_); }

  bool literal(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  // bytes: exactly so many, if there are.
  std::optional<std::string_view> bytes(uint64_t count) {
    if (count > text_.size() - at_) return std::nullopt;
    at_ += static_cast<std::size_t>(count);
    return text_.substr(at_ - static_cast<std::size_t>(count), static_cast<std::size_t>(count));
  }
  // line: what stands behind "name " up to the newline, within a line of at most 128 bytes.
  std::optional<std::string_view> line(std::string_view name) {
    const std::string_view rest = text_.substr(at_, 128);
    const std::size_t end = rest.find('\n');
    if (end == rest.npos || !rest.starts_with(name)) return std::nullopt;
    at_ += end + 1;
    return rest.substr(name.size(), end - name.size());
  }
  std::optional<uint64_t> number(std::string_view name, uint64_t most) {
    const auto text = line(name);
    return text ? parse_decimal(*text, most) : std::nullopt;
  }

 private:
  const std::string_view text_;
  std::size_t at_ = 0;
};

absl::StatusOr<BundleEntry> parse_entry(Cursor& in) {
  const std::size_t start = in.at();
  const auto size = in.number("size ", kLongestIndexEntry);
  const auto head = size ? in.bytes(*size) : std::nullopt;
  const auto entry = head ? parse_index_entry(*head) : std::nullopt;
  if (!entry) return wrong("no entry", start);
  const auto content = in.bytes(entry->size);
  if (!content) return wrong(absl::StrCat("the content of ", entry->url, " is cut short"), in.at());
  const attest::ByteView bytes = attest::as_bytes(*content);
  PagePtr page = make_page({bytes.begin(), bytes.end()}, entry->fetched);
  if (page->sha256 != entry->sha256)
    return wrong(absl::StrCat(entry->url, ": expected content with sha256 ", entry->sha256, ", found ", page->sha256),
                 start);
  return BundleEntry{entry->url, std::move(page)};
}

std::string head_of(const BundleEntry& entry) {
  return print_index_entry({entry.url, entry.page->fetched, entry.page->bytes.size(), entry.page->sha256});
}

}  // namespace

attest::ByteVector print_bundle(std::vector<BundleEntry> entries) {
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.url < b.url; });
  std::string text = absl::StrCat(kFirstLine, "entries ", entries.size(), "\n");
  for (const BundleEntry& entry : entries) {
    const std::string head = head_of(entry);
    absl::StrAppend(&text, "size ", head.size(), "\n", head);
    text += text_of(entry.page->bytes);
  }
  absl::StrAppend(&text, "end ", sha256_hex(text), "\n");
  const attest::ByteView bytes = attest::as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

absl::StatusOr<std::vector<BundleEntry>> parse_bundle(attest::ByteView bytes) {
  if (bytes.size() > kLongestBundle) return wrong(absl::StrCat("longer than ", kLongestBundle, " bytes"), 0);
  Cursor in(text_of(bytes));
  if (!in.literal(kFirstLine)) return wrong("expected \"postern-collateral-bundle 1\"", 0);
  const auto count = in.number("entries ", kMostEntries);
  if (!count) return wrong("expected the number of entries", in.at());
  std::vector<BundleEntry> entries;
  for (uint64_t i = 0; i < *count; ++i) {
    auto entry = parse_entry(in);
    if (!entry.ok()) return entry.status();
    if (!entries.empty() && entry->url <= entries.back().url) return wrong("entries out of order", in.at());
    entries.push_back(*std::move(entry));
  }
  const std::string digest = sha256_hex(in.before());
  const std::size_t last = in.at();
  const auto end = in.line("end ");
  if (!end || *end != digest) return wrong(absl::StrCat("expected \"end ", digest, "\""), last);
  if (!in.at_end()) return wrong("something follows the end", in.at());
  return entries;
}

std::vector<BundleEntry> collect(PageStore& store) {
  std::vector<BundleEntry> entries;
  for (const IndexEntry& known : store.list())
    if (PagePtr page = store.find(known.url)) entries.push_back({known.url, std::move(page)});
  return entries;
}

absl::StatusOr<Imported> import_bundle(const std::vector<BundleEntry>& entries, const AllowList& allow_list, Time now,
                                       uint64_t most_bytes, PageStore& store) {
  uint64_t bytes = 0;
  for (const BundleEntry& entry : entries) {
    if (const auto address = allow_list.check(entry.url); !address.ok())
      return absl::InvalidArgumentError(absl::StrCat(entry.url, ": ", address.status().message()));
    if (Time(entry.page->fetched) > now + std::chrono::minutes(5))
      return absl::InvalidArgumentError(
          absl::StrCat(entry.url, ": was fetched in the future, at ", print_time(entry.page->fetched)));
    bytes += entry.page->bytes.size() + kEntryCost;
  }
  if (bytes > most_bytes)
    return absl::InvalidArgumentError(absl::StrCat("needs ", bytes, " bytes; cache_size is ", most_bytes));
  Imported imported;
  for (const BundleEntry& entry : entries) {
    const PagePtr known = store.find(entry.url);
    if (known && known->fetched >= entry.page->fetched) {
      ++imported.older;
      continue;
    }
    if (auto status = store.put(entry.url, entry.page); !status.ok()) return status;
    ++imported.added;
  }
  return imported;
}

}  // namespace postern::collateral
