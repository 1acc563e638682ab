// SPDX-License-Identifier: Apache-2.0
//
// An event is one line that a terminal and a line reader take as it is, whatever a peer or plugin put into it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "host/observe/log_journal.h"

namespace postern::observe {
namespace {

using attest::Event;
using attest::Level;

Event event(std::string text, std::vector<std::pair<std::string, std::string>> fields = {}) {
  return {Level::kWarn, "handshake-refused", std::move(text), std::move(fields)};
}

TEST(TextLine, NamesValuesAndQuotesWhereNeeded) {
  EXPECT_EQ(as_text(event("two words", {{"peer", "10.0.0.1:5"}, {"step", "a b"}, {"empty", ""}, {"n", "a=b"}})),
            "handshake-refused peer=10.0.0.1:5 step=\"a b\" n=\"a=b\" text=\"two words\"");
  EXPECT_EQ(as_text(event("say \"hi\" \\ now")), "handshake-refused text=\"say \\\"hi\\\" \\\\ now\"");
  EXPECT_EQ(as_text(event("grün 😀")), "handshake-refused text=\"grün 😀\"") << "UTF-8 stays readable";
}

TEST(JsonLine, HasLevelEventTextAndFields) {
  const auto line = nlohmann::json::parse(as_json(event("text", {{"code", "X"}, {"empty", ""}})));
  EXPECT_EQ(line, nlohmann::json({{"level", "warning"}, {"event", "handshake-refused"}, {"text", "text"}, {"code", "X"}}));
}

struct Hostile {
  std::string name, bytes;
  friend void PrintTo(const Hostile& h, std::ostream* out) { *out << h.name; }
};
class HostileBytes : public ::testing::TestWithParam<Hostile> {};

// Neither C0 nor C1 controls, DEL, line separators or bytes that are no UTF-8.
bool is_harmless(const std::string& line) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto c = static_cast<unsigned char>(line[i]);
    const auto next = static_cast<unsigned char>(i + 1 < line.size() ? line[i + 1] : 0);
    if (c < 0x20 || c == 0x7F || (c == 0xC2 && next < 0xA0)) return false;
  }
  return line.find("\u2028") == std::string::npos && line.find("\u2029") == std::string::npos;
}

TEST_P(HostileBytes, StayOneHarmlessLine) {
  const std::string& bytes = GetParam().bytes;
  const Event hostile = event("a" + bytes + "b level=info", {{"subject", bytes}, {"observed", "x" + bytes}});
  for (const std::string& line : {as_text(hostile), as_json(hostile)}) {
    EXPECT_TRUE(is_harmless(line)) << line;
    EXPECT_NO_THROW((void)nlohmann::json(line).dump()) << "it is UTF-8";
  }
  EXPECT_TRUE(nlohmann::json::accept(as_json(hostile)));
  EXPECT_EQ(as_text(hostile).find(" level=info text"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, HostileBytes,
    ::testing::Values(Hostile{"newline", "\n"}, Hostile{"return", "\r"}, Hostile{"escape", "\x1b[31mred"},
                      Hostile{"zero", std::string(1, '\0')}, Hostile{"bell", "\a"}, Hostile{"delete", "\x7f"},
                      Hostile{"c1-csi", "\xC2\x9B" "31m"}, Hostile{"next-line", "\xC2\x85"},
                      Hostile{"line-separator", "\u2028"}, Hostile{"paragraph-separator", "\u2029"},
                      Hostile{"lone-continuation", "\x9B"}, Hostile{"cut-character", "\xE2\x82"},
                      Hostile{"overlong", "\xC0\x8A"}, Hostile{"surrogate", "\xED\xA0\x80"}, Hostile{"all-ones", "\xFF\xFE"},
                      Hostile{"quote", "\" level=\"info"}, Hostile{"json", "\",\"event\":\"ready\",\"x\":\""}));

TEST(LogJournalTest, WritesOneLineAnEvent) {
  ::testing::internal::CaptureStderr();
  {
    LogJournal journal("json", "info");
    journal.note(event("a\nb"));
    journal.note({Level::kDebug, "not-shown", "", {}});
  }
  const std::string out = ::testing::internal::GetCapturedStderr();
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
  const auto line = nlohmann::json::parse(out);
  EXPECT_EQ(line["event"], "handshake-refused");
  EXPECT_THAT(line["time"].get<std::string>(), ::testing::MatchesRegex(R"([0-9T:.-]+Z)"));
}

TEST(LogJournalTest, TextFormatHasTimeAndLevel) {
  ::testing::internal::CaptureStderr();
  LogJournal("text", "warn").note(event("{} {0} %s", {{"k", "{}"}}));
  EXPECT_THAT(::testing::internal::GetCapturedStderr(),
              ::testing::MatchesRegex("[0-9T:.-]+Z warning handshake-refused k=\\{\\} text=\"\\{\\} \\{0\\} %s\"\n"));
}

}  // namespace
}  // namespace postern::observe
