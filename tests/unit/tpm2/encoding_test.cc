// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "common/encoding/base64.h"
#include "common/encoding/hex.h"

namespace postern::encoding {
namespace {

using sdk::as_bytes;
using sdk::to_vector;

TEST(Base64, EncodesTheTestVectorsOfTheRfc) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : cases) {
    EXPECT_EQ(encode_base64(as_bytes(plain)), text);
    EXPECT_EQ(decode_base64(text), to_vector(as_bytes(plain)));
  }
}

TEST(Base64, DecodesEveryByte) {
  sdk::ByteVector all;
  for (int i = 0; i < 256; ++i) all.push_back(static_cast<std::byte>(i));
  EXPECT_EQ(decode_base64(encode_base64(all)), all);
}

TEST(Base64, RefusesEveryOtherWriting) {
  for (const std::string_view text :
       {"Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zg==\n", "\nZg==", " Zg=", "Zm9v\nZm9v", "Zm-_",
        "Z===", "====", "Zg==Zg==", "Zm9v ", "    ", "Zm9\xC3"})
    EXPECT_FALSE(decode_base64(text)) << text;
  EXPECT_FALSE(decode_base64(std::string_view("Zm\0v", 4)));
}

TEST(Hex, ReadsBothCases) {
  const sdk::ByteVector bytes{std::byte{0x00}, std::byte{0xAB}, std::byte{0xff}};
  EXPECT_EQ(decode_hex("00abFF"), bytes);
  EXPECT_EQ(decode_hex(""), sdk::ByteVector{});
}

TEST(Hex, RefusesAnythingElse) {
  for (const std::string_view text : {"0", "0g", "0x00", " 00", "00 ", "é"})
    EXPECT_FALSE(decode_hex(text)) << text;
}

}  // namespace
}  // namespace postern::encoding
