// SPDX-License-Identifier: Apache-2.0
#include "property/mutate_bytes.h"

#include <algorithm>

namespace postern::property {
namespace {

// short_length: mostly a few bytes, sometimes many.
std::size_t short_length(Random& random, std::size_t limit) {
  const std::size_t most = random.chance(80) ? 8 : random.chance(80) ? 64 : limit;
  return std::min(1 + random.below(most), limit);
}

char extreme(Random& random) {
  static const std::vector<int> values{0x00, 0x01, 0x7F, 0x80, 0xFF, '"', '{', '}', '[', ']', ',', ':', '=', 'A', '0'};
  return static_cast<char>(random.pick(values));
}

void replace_range(Random& random, std::string& text, const std::string& with) {
  if (with.empty() || text.empty()) return;
  const std::size_t from = random.below(std::min(text.size(), with.size()));
  const std::size_t length = short_length(random, with.size() - from);
  const std::size_t to = random.chance(70) ? from : random.below(text.size());
  text.replace(to, random.chance(70) ? length : short_length(random, text.size() - to), with.substr(from, length));
}

void cross(Random& random, std::string& text, const std::string& other) {
  if (text.empty() || other.empty()) return;
  const std::size_t at = random.below(text.size());
  text = text.substr(0, at) + (at < other.size() ? other.substr(at) : std::string());
}

void swap_ranges(Random& random, std::string& text) {
  if (text.size() < 2) return;
  const std::size_t length = short_length(random, text.size() / 2);
  const std::size_t a = random.below(text.size() - length + 1), b = random.below(text.size() - length + 1);
  if (a + length > b && b + length > a) return;
  std::swap_ranges(text.begin() + static_cast<std::ptrdiff_t>(a), text.begin() + static_cast<std::ptrdiff_t>(a + length),
                   text.begin() + static_cast<std::ptrdiff_t>(b));
}

void mutate_once(Random& random, std::string& text, const std::string& other) {
  const std::size_t at = random.below(text.size());
  switch (random.below(12)) {
    case 0: case 1: case 2:
      if (!text.empty()) text[at] = static_cast<char>(text[at] ^ 1 << random.below(8));
      return;
    case 3:
      if (!text.empty()) text[at] = static_cast<char>(random.next());
      return;
    case 4:
      if (!text.empty()) text[at] = extreme(random);
      return;
    case 5: text.resize(random.chance(50) ? at : text.size() - std::min(text.size(), 1 + random.below(4))); return;
    case 6: text.insert(at, 1, random.chance(50) ? extreme(random) : static_cast<char>(random.next())); return;
    case 7:
      if (!text.empty()) text.insert(random.below(text.size() + 1), text.substr(at, short_length(random, text.size() - at)));
      return;
    case 8:
      if (!text.empty()) text.erase(at, short_length(random, text.size() - at));
      return;
    case 9: replace_range(random, text, other); return;
    case 10: cross(random, text, other); return;
    default: swap_ranges(random, text); return;
  }
}

}  // namespace

std::string mutate_bytes(Random& random, std::string text, const std::string& other) {
  const std::size_t times = random.chance(75) ? 1 : 2 + random.below(4);
  for (std::size_t i = 0; i < times; ++i) mutate_once(random, text, other);
  return text;
}

}  // namespace postern::property
