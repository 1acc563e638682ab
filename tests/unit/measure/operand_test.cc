// SPDX-License-Identifier: Apache-2.0
//
// What a name stands for is told by the content of the file.

#include "tools/measure/operand.h"

#include "common/attdoc/write_document.h"
#include "support/temp_dir.h"
#include "tools/measure/comparison.h"
#include "tools/measure/print_set.h"
#include "tools/measure/reference_set.h"
#include "unit/measure/readings.h"
#include "unit/tpm2/failure_matchers.h"

namespace postern::measure {
namespace {

using test::HashAlgorithm;
using test::LogWriter;
using test::Succeeds;
using test::TempDir;

constexpr auto kSha256 = HashAlgorithm::kSha256;

std::string_view text(const sdk::ByteVector& bytes) { return sdk::text_view(sdk::raw(bytes)); }

std::string set_text(const std::string& name, char digit) {
  return "[[set]]\nname = \"" + name + "\"\npcrs.4.expected = \"" + std::string(64, digit) + "\"\n";
}

class OperandTest : public testing::Test {
 protected:
  OperandTest() { log_.event(4, test::kEvAction, "loader").event(9, test::kEvIpl, "kernel"); }
  std::string document() const {
    static const test::SoftwareAk ak(test::AkKind::kP256);
    const auto pcrs = test::reading_of(log_).pcrs;
    const sdk::ByteVector nonce(32);
    return attdoc::write_document(test::make_document(ak, {{kSha256, pcrs}}, nonce, nonce, log_.bytes()));
  }
  TempDir dir_;
  LogWriter log_;
};

TEST_F(OperandTest, EveryFormOfOneMachineIsTheSame) {
  const Reading reading = test::reading_of(log_);
  const auto set = make_reference_set(reading, {.name = "n"}).take();
  const std::string names[]{dir_.write("log", text(log_.bytes())), dir_.write("document.json", document()),
                            dir_.write("set.toml", print_toml(reading, set)),
                            dir_.write("printed.json", print_json(reading, set).dump())};
  for (const std::string& left : names)
    for (const std::string& right : names) {
      const auto a = load_operand(left, kSha256), b = load_operand(right, kSha256);
      ASSERT_THAT(a, Succeeds());
      ASSERT_THAT(b, Succeeds());
      const Comparison comparison = compare(a.value(), b.value());
      EXPECT_TRUE(comparison.differences.empty()) << left << " " << right;
      EXPECT_TRUE(tpm2::contains(comparison.compared, 4)) << left << " " << right;
    }
}

TEST_F(OperandTest, OfSeveralSetsOneIsNamed) {
  const std::string file = dir_.write("sets.toml", set_text("one", '1') + set_text("two", '2'));
  const auto two = load_operand(file + "#two", kSha256);
  ASSERT_THAT(two, Succeeds());
  EXPECT_THAT(two.value().pcrs.at(4).expected, testing::ElementsAre(sdk::ByteVector(32, std::byte{0x22})));
  for (const std::string& name : {file, file + "#three", file + "#"}) {
    const auto none = load_operand(name, kSha256);
    ASSERT_FALSE(none.ok()) << name;
    EXPECT_EQ(none.failure().code(), POSTERN_REASON_MISCONFIGURED);
    EXPECT_THAT(none.failure().operator_text(), testing::HasSubstr("\"one\", \"two\""));
  }
}

TEST_F(OperandTest, ASetWithoutAListIsRead) {
  const std::string file = dir_.write("flat.toml", "name = \"flat\"\npcrs.4.expected = \"" + std::string(64, '3') + "\"\n");
  EXPECT_THAT(load_operand(file, kSha256), Succeeds());
}

TEST_F(OperandTest, SetsAreOfTheSha256Bank) {
  EXPECT_FALSE(load_operand(dir_.write("set.toml", set_text("one", '1')), HashAlgorithm::kSha384).ok());
  EXPECT_FALSE(load_operand(dir_.write("document.json", document()), HashAlgorithm::kSha384).ok());
  EXPECT_FALSE(load_operand(dir_.write("log", text(log_.bytes())), HashAlgorithm::kSha384).ok());
}

TEST_F(OperandTest, WhatIsNothingOfThemIsRefused) {
  const std::vector<std::string> contents{"", "no TOML at all", "{", "{}", "{\"bank\":\"sha256\",\"pcrs\":{\"4\":{}}}",
                                          "{\"bank\":\"sha256\",\"pcrs\":{\"24\":{\"expected\":\"" +
                                              std::string(64, '0') + "\"}}}",
                                          "{\"Attestation\":{}}", std::string("\0\0\0\0log", 7), "[[set]]\nname = \"n\"\n"};
  for (std::size_t i = 0; i < contents.size(); ++i) {
    const auto operand = load_operand(dir_.write("wrong" + std::to_string(i), contents[i]), kSha256);
    ASSERT_FALSE(operand.ok()) << contents[i];
    EXPECT_FALSE(operand.failure().operator_text().empty());
  }
  EXPECT_FALSE(load_operand(dir_.path() + "/missing", kSha256).ok());
}

}  // namespace
}  // namespace postern::measure
