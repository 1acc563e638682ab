// SPDX-License-Identifier: Apache-2.0
#pragma once

// Random: numbers that depend on a seed and on nothing else, the same on every machine (SplitMix64, Steele, Lea and
// Flood 2014). Not for secrets.

#include <cstdint>
#include <vector>

namespace postern::property {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t z = (state_ += 0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // below: from 0 to limit - 1; 0 for a limit of 0. The bias is of no concern here.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(next() % limit); }
  bool chance(unsigned percent) { return below(100) < percent; }
  template <typename T>
  const T& pick(const std::vector<T>& values) {
    return values[below(values.size())];
  }

 private:
  uint64_t state_;
};

}  // namespace postern::property
