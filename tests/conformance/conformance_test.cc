// SPDX-License-Identifier: Apache-2.0
//
// Every validator, through the real facade: evidence for one nonce and one key admits there and nowhere else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "conformance/subject.h"

namespace postern::conformance {
namespace {

using attest::ByteVector;

ByteVector filled(unsigned char byte, std::size_t size = 32) { return ByteVector(size, std::byte{byte}); }
ByteVector nonce() {
  ByteVector value(32);
  for (std::size_t i = 0; i < value.size(); ++i) value[i] = std::byte(i * 7 + 1);
  return value;
}
ByteVector key() {
  ByteVector value = nonce();
  std::reverse(value.begin(), value.end());
  return value;
}
ByteVector changed(ByteVector value, std::size_t at) {
  value[at] ^= std::byte{1};
  return value;
}

class Conformance : public ::testing::TestWithParam<std::string> {
 protected:
  const Subject& subject() const { return conformance::subject(GetParam()); }
  bool is_allowed(const ByteVector& document, const ByteVector& nonce, const ByteVector& key) const {
    return std::holds_alternative<std::shared_ptr<const attest::Verified>>(subject().judge(document, nonce, key));
  }
  std::string outcome(const ByteVector& document, const ByteVector& nonce, const ByteVector& key) const {
    const attest::Verdict verdict = subject().judge(document, nonce, key);
    const auto* refusal = std::get_if<attest::Refusal>(&verdict);
    return refusal == nullptr ? "allowed" : describe(*refusal);
  }
};

TEST_P(Conformance, RightEvidenceIsAllowed) {
  EXPECT_EQ(outcome(subject().issue(nonce(), key()), nonce(), key()), "allowed");
}

TEST_P(Conformance, SameInputGivesTheSameVerdict) {
  const ByteVector document = subject().issue(nonce(), key());
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(is_allowed(document, nonce(), key()));
  const std::string refused = outcome(document, filled(0), key());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(outcome(document, filled(0), key()), refused);
}

TEST_P(Conformance, WrongNonceIsNeverAllowed) {
  const ByteVector document = subject().issue(nonce(), key());
  for (std::size_t at : {0u, 15u, 31u}) EXPECT_FALSE(is_allowed(document, changed(nonce(), at), key())) << at;
  EXPECT_FALSE(is_allowed(document, filled(0), key()));
  EXPECT_FALSE(is_allowed(document, ByteVector(), key()));
  ByteVector shorter = nonce(), longer = nonce();
  shorter.pop_back();
  EXPECT_FALSE(is_allowed(document, shorter, key()));
  longer.push_back(std::byte{0});
  EXPECT_FALSE(is_allowed(document, longer, key()));
}

TEST_P(Conformance, AnotherChannelKeyIsNeverAllowed) {
  const ByteVector document = subject().issue(nonce(), key());
  for (std::size_t at : {0u, 15u, 31u}) EXPECT_FALSE(is_allowed(document, nonce(), changed(key(), at))) << at;
  EXPECT_FALSE(is_allowed(document, nonce(), filled(0)));
  EXPECT_FALSE(is_allowed(document, nonce(), ByteVector()));
  EXPECT_FALSE(is_allowed(document, key(), nonce())) << "swapped";
}

// Where one value ends and the next begins must not matter: nonce and key are of fixed size.
TEST_P(Conformance, ShiftedBoundaryIsNeverAllowed) {
  const ByteVector document = subject().issue(nonce(), key());
  ByteVector shorter = nonce(), longer = key();
  longer.insert(longer.begin(), shorter.back());
  shorter.pop_back();
  EXPECT_FALSE(is_allowed(document, shorter, longer));
  EXPECT_FALSE(is_allowed(document, longer, shorter));
}

TEST_P(Conformance, EvidenceOfAnotherConnectionIsNeverAllowed) {
  const ByteVector other = subject().issue(filled(9), filled(8));
  EXPECT_TRUE(is_allowed(other, filled(9), filled(8)));
  EXPECT_FALSE(is_allowed(other, nonce(), key()));
  EXPECT_FALSE(is_allowed(other, filled(9), key()));
  EXPECT_FALSE(is_allowed(other, nonce(), filled(8)));
}

TEST_P(Conformance, BrokenDocumentsAreRefused) {
  const ByteVector document = subject().issue(nonce(), key());
  EXPECT_FALSE(is_allowed({}, nonce(), key()));
  EXPECT_FALSE(is_allowed(filled(0, 64), nonce(), key()));
  EXPECT_FALSE(is_allowed(filled('{', 1 << 20), nonce(), key())) << "deep and large";
  for (std::size_t part = 1; part < 16; ++part) {
    const auto size = static_cast<std::ptrdiff_t>(document.size() * part / 16);
    EXPECT_FALSE(is_allowed(ByteVector(document.begin(), document.begin() + size), nonce(), key())) << size;
  }
}

std::string label(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::replace_if(name.begin(), name.end(), [](char c) { return c == '-' || c == '/'; }, '_');
  return name;
}
INSTANTIATE_TEST_SUITE_P(Validators, Conformance, ::testing::ValuesIn(subjects()), label);

// A plugin that comes without a subject here fails this test.
TEST(ConformanceTest, CoversEveryValidatorOfTheProduct) {
  for (const auto& entry : std::filesystem::directory_iterator(POSTERN_PLUGIN_DIR)) {
    plugin::PluginSet set;
    const std::string name = entry.path().stem().string();
    const auto status = set.add({name, entry.path().string(), ""});
    ASSERT_TRUE(status.ok()) << status;
    for (const auto& component : set.all().at(name)->components()) {
      if (component->kind != POSTERN_KIND_VALIDATOR) continue;
      EXPECT_THAT(subjects(), ::testing::Contains(name + "/" + component->id));
    }
  }
}

}  // namespace
}  // namespace postern::conformance
