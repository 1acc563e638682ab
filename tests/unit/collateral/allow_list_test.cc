// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/allow_list.h"

#include <gtest/gtest.h>

namespace postern::collateral {
namespace {

std::string check(const AllowList& list, const std::string& url) {
  const auto address = list.check(url);
  return address.ok() ? address->origin() : std::string(address.status().message());
}

TEST(AllowListTest, TakesListedHostsOnly) {
  const AllowList list({"kdsintf.amd.com", "Example.org:8443", "127.0.0.1", "[::1]"});
  EXPECT_EQ(check(list, "https://kdsintf.amd.com/vcek/v1/Milan/cert_chain"), "kdsintf.amd.com");
  EXPECT_EQ(check(list, "https://KDSINTF.amd.com:443/x"), "kdsintf.amd.com");
  EXPECT_EQ(check(list, "https://kdsintf.amd.com:444/x"), "kdsintf.amd.com:444") << "a name without a port allows every port";
  EXPECT_EQ(check(list, "https://example.org:8443/"), "example.org:8443");
  EXPECT_EQ(check(list, "https://example.org/"), "host example.org is not in [collateral] hosts");
  EXPECT_EQ(check(list, "http://127.0.0.1:1/"), "127.0.0.1:1");
  EXPECT_EQ(check(list, "http://[::1]:1/"), "[::1]:1");
}

TEST(AllowListTest, EmptyListAllowsNothing) {
  EXPECT_EQ(check(AllowList({}), "https://example.org/"), "host example.org is not in [collateral] hosts");
}

struct Denied {
  std::string url, text;
  friend void PrintTo(const Denied& d, std::ostream* out) { *out << d.url; }
};
class DeniedAddress : public ::testing::TestWithParam<Denied> {};
TEST_P(DeniedAddress, IsRefused) {
  const AllowList list({"example.org", "169.254.169.254", "169.254.example.org", "127.example.org", "127.0.0.1", "10.0.0.1"});
  const auto address = list.check(GetParam().url);
  ASSERT_TRUE(absl::IsPermissionDenied(address.status()));
  EXPECT_EQ(address.status().message(), GetParam().text);
}
INSTANTIATE_TEST_SUITE_P(
    Addresses, DeniedAddress,
    ::testing::Values(
        Denied{"https://example.com/", "host example.com is not in [collateral] hosts"},
        Denied{"https://example.org.evil.example/", "host example.org.evil.example is not in [collateral] hosts"},
        Denied{"https://example.org./", "host example.org. is not in [collateral] hosts"},
        Denied{"https://sub.example.org/", "host sub.example.org is not in [collateral] hosts"},
        Denied{"http://example.org/", "scheme http is not allowed for example.org; expected https"},
        Denied{"http://169.254.example.org/", "scheme http is not allowed for 169.254.example.org; expected https"},
        Denied{"http://127.example.org/", "scheme http is not allowed for 127.example.org; expected https"},
        Denied{"http://10.0.0.1/", "scheme http is not allowed for 10.0.0.1; expected https"},
        Denied{"http://169.254.169.253/", "host 169.254.169.253 is not in [collateral] hosts"},
        Denied{"ftp://example.org/", "scheme ftp is not allowed for example.org; expected https"},
        Denied{"gopher://example.org/", "scheme gopher is not allowed for example.org; expected https"},
        Denied{"file:///etc/passwd", "not an absolute URL: file:///etc/passwd"},
        Denied{"https://user@example.org/", "a URL with a user name is not allowed"},
        Denied{"https://user:password@example.org/", "a URL with a user name is not allowed"},
        Denied{"https://:password@example.org/", "a URL with a user name is not allowed"},
        Denied{"https://example.org@evil.example/", "a URL with a user name is not allowed"},
        Denied{"https://example.org/#part", "a URL with a fragment is not allowed"},
        Denied{"https://example.org/a b", "not an absolute URL: (not shown)"},
        Denied{"https://example.org/\r\nX: y", "not an absolute URL: (not shown)"},
        Denied{"user:password@example.org", "not an absolute URL: (not shown)"},
        Denied{"example.org/path", "not an absolute URL: example.org/path"}, Denied{"", "not an absolute URL: "},
        Denied{"https://", "not an absolute URL: https://"},
        Denied{"https://example.org/" + std::string(kLongestUrl, 'x'), "not an absolute URL: (not shown)"}));

TEST(AddressTest, NumbersAreOneAddressHoweverTheyAreWritten) {
  const AllowList list({"127.0.0.1"});
  EXPECT_EQ(check(list, "http://127.1/"), "127.0.0.1");
  EXPECT_EQ(check(list, "http://2130706433/"), "127.0.0.1");
  EXPECT_EQ(check(list, "http://0x7f.0.0.1/"), "127.0.0.1");
}

}  // namespace
}  // namespace postern::collateral
