// SPDX-License-Identifier: Apache-2.0
//
// The table [collateral], right and wrong, in gates' and nodes' files.

#include <gmock/gmock.h>

#include "unit/config/read.h"

namespace postern::config {
namespace {

using ::testing::ElementsAre;
using std::chrono::hours;
using std::chrono::seconds;

const std::string kTail =
    "\n[[pipeline]]\nname = \"p\"\nmatch = { evidence = \"e\", request = \"join\" }\nsteps = [\"s\"]\n";

CollateralSettings right(const std::string& text) {
  EXPECT_EQ(errors(text + kTail), "");
  Diagnostics out;
  return read_gate_text(text + kTail, "/etc/postern/gate.toml", Purpose::kGate, "/plugins", out).collateral;
}

TEST(CollateralTable, DefaultsHold) {
  for (const char* text : {"", "[collateral]\n"}) {
    const CollateralSettings settings = right(text);
    EXPECT_THAT(settings.hosts, ElementsAre());
    EXPECT_FALSE(settings.offline);
    EXPECT_EQ(settings.cache_dir, "");
    EXPECT_EQ(settings.cache_size, 64u * 1024u * 1024u);
    EXPECT_EQ(settings.max_age, hours(24));
    EXPECT_EQ(settings.max_stale, hours(7 * 24));
    EXPECT_EQ(settings.negative_age, seconds(30));
    EXPECT_EQ(settings.timeout, seconds(10));
    EXPECT_EQ(settings.requests_per_minute, 600);
    EXPECT_EQ(settings.burst, 60);
    EXPECT_EQ(settings.max_concurrent, 8);
    EXPECT_EQ(settings.ca_file, "");
  }
}

TEST(CollateralTable, EveryKeyIsRead) {
  const CollateralSettings settings = right(R"([collateral]
hosts = ["kdsintf.amd.com", "[::1]:8443", "127.0.0.1"]
offline = true
cache_dir = "../cache"
cache_size = "2MiB"
max_age = "36h"
max_stale = "30d"
negative_age = "5s"
timeout = "3s"
requests_per_minute = 6
burst = 2
max_concurrent = 1
ca_file = "roots.pem"
)");
  EXPECT_THAT(settings.hosts, ElementsAre("kdsintf.amd.com", "[::1]:8443", "127.0.0.1"));
  EXPECT_TRUE(settings.offline);
  EXPECT_EQ(settings.cache_dir, "/etc/cache") << "relative to the file";
  EXPECT_EQ(settings.cache_size, 2u * 1024u * 1024u);
  EXPECT_EQ(settings.max_age, hours(36));
  EXPECT_EQ(settings.max_stale, hours(30 * 24));
  EXPECT_EQ(settings.negative_age, seconds(5));
  EXPECT_EQ(settings.timeout, seconds(3));
  EXPECT_EQ(settings.requests_per_minute, 6);
  EXPECT_EQ(settings.burst, 2);
  EXPECT_EQ(settings.max_concurrent, 1);
  EXPECT_EQ(settings.ca_file, "/etc/postern/roots.pem");
  EXPECT_EQ(print(settings.hosts_at), "/etc/postern/gate.toml:2:9");
  EXPECT_EQ(print(settings.cache_dir_at), "/etc/postern/gate.toml:4:13");
}

TEST(CollateralTable, AnAgeAloneMovesTheOther) {
  EXPECT_EQ(right("[collateral]\nmax_age = \"9d\"\n").max_stale, hours(9 * 24));
}

TEST(CollateralTable, IsReadForNodesToo) {
  const std::string text = "[node]\nissuer = \"i\"\n[collateral]\nhosts = [\"169.254.169.254\"]\n";
  EXPECT_EQ(errors(text, Purpose::kNode), "");
  Diagnostics out;
  EXPECT_THAT(read(text, out, Purpose::kNode).collateral.hosts, ElementsAre("169.254.169.254"));
}

class WrongCollateral : public ::testing::TestWithParam<WrongCase> {};
TEST_P(WrongCollateral, SaysExactlyWhatIsWrong) {
  EXPECT_EQ(errors("[collateral]\n" + GetParam().text + kTail), "gate.toml:2:" + GetParam().said);
}

std::string no_host(const std::string& found) {
  return "error: [collateral]: hosts: expected the name of a host such as \"kdsintf.amd.com\", or name:port, found \"" + found + "\"";
}
constexpr char kAge[] = "expected an age such as \"30m\", \"24h\" or \"7d\", found ";

INSTANTIATE_TEST_SUITE_P(
    Values, WrongCollateral,
    ::testing::Values(
        WrongCase{"url", "hosts = [\"https://a\"]", "10: " + no_host("https://a")},
        WrongCase{"path", "hosts = [\"a\", \"b/c\"]", "15: " + no_host("b/c")},
        WrongCase{"star", "hosts = [\"*.a\"]", "10: " + no_host("*.a")},
        WrongCase{"user", "hosts = [\"u@a\"]", "10: " + no_host("u@a")},
        WrongCase{"no-port", "hosts = [\"a:\"]", "10: " + no_host("a:")},
        WrongCase{"word-port", "hosts = [\"a:https\"]", "10: " + no_host("a:https")},
        WrongCase{"empty", "hosts = [\"\"]", "10: " + no_host("")},
        WrongCase{"offline", "offline = \"yes\"", "11: error: [collateral]: offline: expected true or false, found text"},
        WrongCase{"dir", "cache_dir = 5", "13: error: [collateral]: cache_dir: expected text, found a whole number"},
        WrongCase{"size", "cache_size = 0",
                  "14: error: [collateral]: cache_size: expected a size such as \"1MiB\", at most 1073741824 bytes, found \"0\""},
        WrongCase{"age", "max_age = \"soon\"", std::string("11: error: [collateral]: max_age: ") + kAge + "\"soon\""},
        WrongCase{"age-type", "max_age = 5", std::string("11: error: [collateral]: max_age: ") + kAge + "a whole number"},
        WrongCase{"no-age", "max_age = \"0d\"", std::string("11: error: [collateral]: max_age: ") + kAge + "\"0d\""},
        WrongCase{"stale", "max_stale = \"1h\"",
                  "13: error: [collateral]: max_stale: expected at least max_age; when a source fails, what is fresh is given anyway"},
        WrongCase{"timeout", "timeout = \"2d\"",
                  "11: error: [collateral]: timeout: expected a duration such as \"500ms\", \"30s\" or \"2m\", found \"2d\""},
        WrongCase{"rate", "requests_per_minute = 0",
                  "23: error: [collateral]: requests_per_minute: expected a number from 1 to 1000000, found 0"},
        WrongCase{"burst", "burst = -1", "9: error: [collateral]: burst: expected a number from 1 to 100000, found -1"},
        WrongCase{"concurrent", "max_concurrent = 1025",
                  "18: error: [collateral]: max_concurrent: expected a number from 1 to 1024, found 1025"}));

}  // namespace
}  // namespace postern::config
