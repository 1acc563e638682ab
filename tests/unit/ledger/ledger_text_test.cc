// SPDX-License-Identifier: Apache-2.0
#include "host/ledger/ledger_text.h"

#include <gtest/gtest.h>
#include <openssl/sha.h>

#include <array>

#include "unit/ledger/intents.h"

namespace postern::ledger {
namespace {

std::string line(uint64_t entry, const pipeline::Intent& what) { return announce_line(entry, what).value(); }

std::string file() {
  return std::string(kHeader) + line(1, intent("abc123")) + line(2, intent(std::string("\0\xff\n +", 5), "")) + settle_line(1) +
         line(5, intent("z", "request-2", "other"));
}

TEST(LedgerTextTest, KeepsWhatIsOpen) {
  const auto content = parse_ledger(file());
  ASSERT_TRUE(content);
  EXPECT_EQ(content->damaged, 0u);
  EXPECT_FALSE(content->torn);
  EXPECT_EQ(content->last, 5u);
  EXPECT_EQ(content->whole, file().size());
  ASSERT_EQ(content->open.size(), 2u);
  const pipeline::Intent& odd = content->open.at(2);
  EXPECT_EQ(odd.effect, std::string("\0\xff\n +", 5));
  EXPECT_EQ(odd.request, "");
  const pipeline::Intent& other = content->open.at(5);
  EXPECT_EQ(other.instance, "other");
  EXPECT_EQ(other.component, "kube-token/bootstrap-token");
  EXPECT_EQ(other.request, "request-2");
  EXPECT_EQ(other.since, intent("").since);
}

// Wherever the gate is stopped, what was written before is there, and nothing else.
TEST(LedgerTextTest, EveryBeginningIsReadable) {
  const std::string whole = file();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::string text = whole.substr(0, size);
    const auto content = parse_ledger(text);
    ASSERT_TRUE(content) << size;
    EXPECT_EQ(content->damaged, 0u) << size;
    EXPECT_EQ(content->torn, size > 0 && text.back() != '\n') << size;
    const auto has = [&](const std::string& written) { return text.find(written) != text.npos; };
    EXPECT_EQ(content->open.contains(1), has(line(1, intent("abc123"))) && !has(settle_line(1))) << size;
    EXPECT_EQ(content->open.contains(5), size == whole.size()) << size;
    EXPECT_LE(content->whole, size);
  }
}

TEST(LedgerTextTest, DamagedLinesDoNotHideTheOthers) {
  const std::string whole = file();
  for (std::size_t at = kHeader.size(); at < whole.size(); ++at) {
    std::string text = whole;
    text[at] = static_cast<char>(text[at] ^ 1);
    const auto content = parse_ledger(text);
    ASSERT_TRUE(content);
    EXPECT_TRUE(content->damaged > 0 || content->torn) << at;
    const std::size_t end = kHeader.size() + line(1, intent("abc123")).size() + line(2, intent(std::string("\0\xff\n +", 5), "")).size() +
                            settle_line(1).size();
    if (at >= end - 1) continue;  // the line itself, or the line end before it
    EXPECT_TRUE(content->open.contains(5)) << at;
  }
}

TEST(LedgerTextTest, RefusesAnotherKindOfFile) {
  for (const std::string text : {"postern-effects 2\n", "[gate]\n", "x", "postern-effects 1 \n", "\n"})
    EXPECT_FALSE(parse_ledger(text)) << text;
  EXPECT_TRUE(parse_ledger(""));
}

TEST(LedgerTextTest, NumbersNeverGoBack) {
  const std::string header(kHeader);
  EXPECT_EQ(parse_ledger(header + line(2, intent("a")) + line(2, intent("b")))->damaged, 1u);
  EXPECT_EQ(parse_ledger(header + line(2, intent("a")) + line(1, intent("b")))->damaged, 1u);
  EXPECT_EQ(parse_ledger(header + settle_line(7) + line(7, intent("b")))->open.size(), 0u);
  EXPECT_EQ(parse_ledger(header + line(2, intent("a")) + line(2, intent("b")))->open.at(2).effect, "a");
}

// sealed: the line with the digest that it should have.
std::string sealed(const std::string& said) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(said.data()), said.size(), digest.data());
  return said + " " + attest::to_hex(std::as_bytes(std::span(digest)).first(8)) + "\n";
}

TEST(LedgerTextTest, BytesAndNumbersHaveOneSpelling) {
  const std::string header(kHeader);
  EXPECT_EQ(parse_ledger(header + sealed("+ 1 token kube-token/x . 5 6a"))->open.at(1).effect, "j");
  for (const std::string wrong : {"5 6A", "5 +a", "5 6", "5 ", "05 6a", "+5 6a"})
    EXPECT_EQ(parse_ledger(header + sealed("+ 1 token kube-token/x . " + wrong))->damaged, 1u) << wrong;
}

TEST(LedgerTextTest, WritesOnlyWhatItCanRead) {
  EXPECT_TRUE(announce_line(1, intent(std::string(kLongestEffect, 'x'))));
  EXPECT_FALSE(announce_line(1, intent(std::string(kLongestEffect + 1, 'x'))));
  EXPECT_FALSE(announce_line(1, intent("")));
  for (const char* name : {"", "a b", "a\nb", "\xc3\xa4"}) EXPECT_FALSE(announce_line(1, intent("x", "r", name))) << name;
  const auto largest = parse_ledger(std::string(kHeader) + line(1, intent(std::string(kLongestEffect, 'x'))));
  EXPECT_EQ(largest->open.at(1).effect.size(), kLongestEffect);
}

}  // namespace
}  // namespace postern::ledger
