// SPDX-License-Identifier: Apache-2.0
// Disk keys go through these buffers; none of them may stay behind.

#include "host/atls/wiped_buffer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace postern::atls {
namespace {

bool is_zero(const unsigned char* bytes, std::size_t size) {
  return std::all_of(bytes, bytes + size, [](unsigned char byte) { return byte == 0; });
}

TEST(WipedBufferTest, WhatWasPassedOnIsGone) {
  WipedBuffer buffer;
  std::memset(buffer.space(), 0x5a, WipedBuffer::kSize);
  buffer.filled(WipedBuffer::kSize);
  const unsigned char* const start = buffer.data();
  buffer.pass(1000);
  EXPECT_TRUE(is_zero(start, 1000));
  EXPECT_EQ(buffer.size(), WipedBuffer::kSize - 1000);
  EXPECT_EQ(*buffer.data(), 0x5a);
  buffer.pass(buffer.size());
  EXPECT_TRUE(buffer.empty());
  EXPECT_TRUE(is_zero(start, WipedBuffer::kSize));
}

TEST(WipedBufferTest, DestructionWipesTheRest) {
  alignas(WipedBuffer) static unsigned char memory[sizeof(WipedBuffer)];
  auto* buffer = new (memory) WipedBuffer;
  std::memset(buffer->space(), 0x5a, WipedBuffer::kSize);
  buffer->filled(WipedBuffer::kSize);
  buffer->~WipedBuffer();
  EXPECT_EQ(std::count(std::begin(memory), std::end(memory), 0x5a), 0);
}

}  // namespace
}  // namespace postern::atls
