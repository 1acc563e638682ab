// SPDX-License-Identifier: Apache-2.0
#include "structure/include_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postern::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string including(const std::string& target) {
  return target.find('.') == std::string::npos || target.find("/") == std::string::npos ? "#include <" + target + ">\n"
                                                                                       : "#include \"" + target + "\"\n";
}

struct Case {
  std::string path, target;
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.path << " includes " << c.target; }
};

class Allowed : public ::testing::TestWithParam<Case> {};
TEST_P(Allowed, BreaksNoRule) {
  const SourceTree tree{{GetParam().path, including(GetParam().target)}};
  EXPECT_THAT(check_host_layers(tree), IsEmpty());
  EXPECT_THAT(check_sides(tree), IsEmpty());
  EXPECT_THAT(check_core(tree), IsEmpty());
  EXPECT_THAT(check_contract(tree), IsEmpty());
}
INSTANTIATE_TEST_SUITE_P(
    Includes, Allowed,
    ::testing::Values(Case{"host/attest/a.cc", "host/attest/b.h"}, Case{"host/attest/a.cc", "postern/host.h"},
                      Case{"host/attest/a.cc", "chrono"}, Case{"host/pipeline/a.cc", "host/attest/b.h"},
                      Case{"host/pipeline/a.cc", "string.h"}, Case{"host/rpc/a.cc", "host/pipeline/b.h"},
                      Case{"host/rpc/a.cc", "grpcpp/grpcpp.h"}, Case{"host/gate/a.cc", "host/config/b.h"},
                      Case{"host/app/a.cc", "host/gate/b.h"}, Case{"plugins/validators/x/a.cc", "validators/x/b.h"},
                      Case{"plugins/backends/x/a.cc", "common/tpm2/b.h"},
                      Case{"plugins/backends/x/a.cc", "postern/sdk/call.h"},
                      Case{"plugin-api/sdk/postern/sdk/json_config.h", "nlohmann/json.hpp"},
                      Case{"plugin-api/include/postern/abi.h", "stdint.h"},
                      Case{"tests/unit/x/a.cc", "plugins/common/tpm2/b.h"}));

using Check = Violations (*)(const SourceTree&);
struct BadCase {
  Check check;
  std::string path, target, text;
  friend void PrintTo(const BadCase& c, std::ostream* out) { *out << c.path << " includes " << c.target; }
};

class Forbidden : public ::testing::TestWithParam<BadCase> {};
TEST_P(Forbidden, IsFoundWithItsLine) {
  const auto& [check, path, target, text] = GetParam();
  const SourceTree tree{{path, "// first line\n" + including(target)}};
  EXPECT_THAT(check(tree), ElementsAre(path + ":2: includes " + target + ": " + text));
}

constexpr char kUp[] = "points up", kSideways[] = "sideways";
constexpr char kCore[] = "the core has no input, no output and no libraries";
INSTANTIATE_TEST_SUITE_P(
    Layers, Forbidden,
    ::testing::Values(BadCase{check_host_layers, "host/attest/a.cc", "host/pipeline/b.h", kUp},
                      BadCase{check_host_layers, "host/pipeline/a.h", "host/plugin/b.h", kUp},
                      BadCase{check_host_layers, "host/rpc/a.cc", "host/atls/b.h", kSideways},
                      BadCase{check_host_layers, "host/config/a.cc", "host/plugin/b.h", kSideways},
                      BadCase{check_host_layers, "host/observe/a.cc", "host/gate/b.h", kUp},
                      BadCase{check_host_layers, "host/gate/a.cc", "host/app/b.h", kUp},
                      BadCase{check_host_layers, "host/new/a.cc", "host/attest/b.h", "a layer without a place in the order"}));
INSTANTIATE_TEST_SUITE_P(
    Sides, Forbidden,
    ::testing::Values(BadCase{check_sides, "plugins/backends/x/a.cc", "host/attest/b.h", "plugins know only the contract"},
                      BadCase{check_sides, "plugin-api/sdk/postern/sdk/a.h", "host/attest/b.h",
                              "plugins know only the contract"},
                      BadCase{check_sides, "host/plugin/a.cc", "validators/x/b.h", "the host knows no plugin"},
                      BadCase{check_sides, "host/plugin/a.cc", "plugins/common/tpm2/b.h", "the host knows no plugin"},
                      BadCase{check_sides, "host/plugin/a.cc", "postern/sdk/call.h", "the SDK is for plugins"},
                      BadCase{check_sides, "plugins/common/x/a.cc", "backends/y/b.h", "plugins do not know each other"},
                      BadCase{check_sides, "plugins/tools/x/a.cc", "validators/y/b.h", "plugins do not know each other"},
                      BadCase{check_sides, "plugins/validators/x/a.cc", "tools/y/b.h", "plugins do not know each other"},
                      BadCase{check_sides, "plugins/validators/x/a.cc", "validators/y/b.h",
                              "plugins do not know each other"}));
INSTANTIATE_TEST_SUITE_P(
    Core, Forbidden,
    ::testing::Values(BadCase{check_core, "host/attest/a.cc", "grpcpp/grpcpp.h", kCore},
                      BadCase{check_core, "host/attest/a.cc", "toml++/toml.h", kCore},
                      BadCase{check_core, "host/pipeline/a.cc", "dlfcn.h", kCore},
                      BadCase{check_core, "host/pipeline/a.cc", "sys/socket.h", kCore},
                      BadCase{check_core, "host/pipeline/a.cc", "boost/dll.hpp", kCore},
                      BadCase{check_core, "host/pipeline/a.cc", "thread", kCore},
                      BadCase{check_core, "host/attest/a.cc", "absl/status/status.h", kCore}));
INSTANTIATE_TEST_SUITE_P(
    Contract, Forbidden,
    ::testing::Values(BadCase{check_contract, "plugin-api/include/postern/abi.h", "stdbool.h", "the contract stands alone"},
                      BadCase{check_contract, "plugin-api/sdk/postern/sdk/call.h", "absl/status/status.h",
                              "the SDK needs only the standard library"},
                      BadCase{check_contract, "plugin-api/sdk/postern/sdk/call.h", "nlohmann/json.hpp",
                              "the SDK needs only the standard library"}));

TEST(Core, AsksNoClock) {
  const std::string code = "auto now() { return std::chrono::system_clock::now(); }";
  EXPECT_THAT(check_core({{"host/attest/a.cc", code}}), ElementsAre("host/attest/a.cc: asks a clock; the core is given its time"));
  EXPECT_THAT(check_core({{"host/attest/a.cc", "// never std::chrono::system_clock::now()"}}), IsEmpty());
  EXPECT_THAT(check_core({{"host/gate/a.cc", code}}), IsEmpty());
}

TEST(IncludesOf, ReadsBothForms) {
  const auto found = includes_of("#include <a>\n  #  include \"b/c.h\"\n// nothing\nint include;\n");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].target, "a");
  EXPECT_EQ(found[1].target, "b/c.h");
  EXPECT_EQ(found[1].line, 2u);
}

}  // namespace
}  // namespace postern::structure
