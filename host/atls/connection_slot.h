// SPDX-License-Identifier: Apache-2.0
#pragma once

// ConnectionSlot: one of the connections that the gate lets there be; given back on destruction.

#include <atomic>
#include <cstddef>
#include <optional>
#include <utility>

namespace postern::atls {

class ConnectionSlot {
 public:
  // take: nothing when count has reached limit. count must outlive the slot. Thread-safe.
  static std::optional<ConnectionSlot> take(std::atomic<std::size_t>& count, std::size_t limit) {
    if (count.fetch_add(1, std::memory_order_relaxed) < limit) return ConnectionSlot(count);
    count.fetch_sub(1, std::memory_order_relaxed);
    return std::nullopt;
  }

  ConnectionSlot(ConnectionSlot&& other) noexcept : count_(std::exchange(other.count_, nullptr)) {}
  ConnectionSlot& operator=(ConnectionSlot&&) = delete;
  ~ConnectionSlot() {
    if (count_ != nullptr) count_->fetch_sub(1, std::memory_order_relaxed);
  }

 private:
  explicit ConnectionSlot(std::atomic<std::size_t>& count) : count_(&count) {}
  std::atomic<std::size_t>* count_;
};

}  // namespace postern::atls
