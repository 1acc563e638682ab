// SPDX-License-Identifier: Apache-2.0
//
// `postern collateral` as its users meet it: what is kept, bundles from one site to another, the hosts.

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "e2e/gate_process.h"
#include "e2e/run_to_end.h"
#include "host/collateral/disk_store.h"

namespace postern::test {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kPostern = POSTERN_BINARY_DIR "/bin/postern";
const std::string kPipeline = R"(
[plugins]
qemu-tpm = { path = "qemu-tpm.so" }
web-page = { path = "../test-plugins/web-page.so" }
[instances.tpm]
use = "qemu-tpm"
config = { ak_trust = "any", measurements = [{ name = "m", pcrs = { 4 = { expected = ")" + std::string(64, '0') + R"(" } } }] }
[instances.page]
use = "web-page"
[instances.idle]
use = "web-page"
config = { url = "https://idle.example/" }
[[pipeline]]
name = "p"
match = { evidence = "qemu-vtpm", request = "join" }
steps = ["tpm", "page"]
)";

class CollateralCliTest : public testing::Test {
 protected:
  std::string write_config(const std::string& collateral, const std::string& name = "gate.toml") {
    return dir_.write(name, "[collateral]\n" + collateral + kPipeline);
  }
  Ended run(const std::string& command, const std::string& config, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {kPostern, "collateral", command, "--config", config, "--plugin-dir", POSTERN_PLUGIN_DIR});
    return run_to_end(more);
  }
  void keep(const std::string& folder, const std::string& url, const std::string& content, std::chrono::seconds age) {
    collateral::DiskStore store(dir_.path() + "/" + folder, 1'000'000, nullptr);
    const auto bytes = attest::as_bytes(content);
    const auto now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
    ASSERT_TRUE(store.put(url, collateral::make_page({bytes.begin(), bytes.end()}, now - age)).ok());
  }
  static std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  TempDir dir_;
  const std::string open_ = "hosts = [\"pages.example\"]\ncache_dir = \"cache\"\n";
};

TEST_F(CollateralCliTest, ListsWhatIsKept) {
  const std::string config = write_config(open_);
  EXPECT_EQ(run("list", config).output, "");
  keep("cache", "https://pages.example/new", "hello", std::chrono::hours(2));
  keep("cache", "https://pages.example/old", "hello hello", std::chrono::hours(26));
  keep("cache", "https://pages.example/too-old", "", std::chrono::hours(8 * 24));
  const Ended ended = run("list", config);
  EXPECT_EQ(ended.code, 0);
  EXPECT_THAT(ended.output, testing::ContainsRegex("fresh\t20..-..-..T..:..:..Z\t2 h 0 min\t5 bytes\t" + collateral::sha256_hex("hello") +
                                                   "\thttps://pages.example/new\n"));
  EXPECT_THAT(ended.output, testing::ContainsRegex("stale\t[^\t]*\t26 h 0 min\t11 bytes\t[^\t]*\thttps://pages.example/old\n"));
  EXPECT_THAT(ended.output, testing::ContainsRegex("old\t[^\t]*\t192 h 0 min\t0 bytes\t[^\t]*\thttps://pages.example/too-old\n"));
}

TEST_F(CollateralCliTest, BundleGoesFromSiteToSite) {
  keep("cache", "https://pages.example/a", "hello", std::chrono::hours(2));
  keep("cache", "https://pages.example/b", "world", std::chrono::hours(1));
  const std::string config = write_config(open_), bundle = dir_.path() + "/bundle";
  const Ended exported = run("export", config, {"--output", bundle});
  EXPECT_EQ(exported.code, 0) << exported.output;
  EXPECT_THAT(exported.output, HasSubstr("2 entries"));
  EXPECT_EQ(std::filesystem::status(bundle).permissions(), std::filesystem::perms(0600));
  const std::string other = write_config("hosts = [\"pages.example\"]\noffline = true\ncache_dir = \"cache2\"\n", "other.toml");
  const Ended imported = run("import", other, {bundle});
  EXPECT_EQ(imported.code, 0) << imported.output;
  EXPECT_THAT(imported.output, HasSubstr("2 entries added"));
  EXPECT_EQ(run("list", other).output, run("list", config).output);
  EXPECT_EQ(run("export", other, {"--output", bundle + "2"}).code, 0);
  EXPECT_EQ(content(bundle + "2"), content(bundle)) << "the same pages give the same bytes";
  EXPECT_THAT(run("import", other, {bundle}).output, HasSubstr("0 entries added, 2 not newer"));
}

TEST_F(CollateralCliTest, DamagedBundleBringsNothing) {
  keep("cache", "https://pages.example/a", "hello", std::chrono::hours(2));
  const std::string bundle = dir_.path() + "/bundle";
  ASSERT_EQ(run("export", write_config(open_), {"--output", bundle}).code, 0);
  const std::string good = content(bundle), other = write_config("hosts = [\"pages.example\"]\ncache_dir = \"cache2\"\n", "other.toml");
  std::string flipped = good;
  flipped[flipped.find("hello")] = 'j';
  for (const std::string& bad : {std::string(), good.substr(0, good.size() - 1), good + "x", flipped}) {
    const Ended ended = run("import", other, {dir_.write("bad", bad)});
    EXPECT_EQ(ended.code, 1);
    EXPECT_THAT(ended.output, HasSubstr("not a whole bundle"));
  }
  const std::string closed = write_config("hosts = [\"else.example\"]\ncache_dir = \"cache2\"\n", "closed.toml");
  const Ended ended = run("import", closed, {bundle});
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.output, HasSubstr("host pages.example is not in [collateral] hosts"));
  EXPECT_FALSE(std::filesystem::exists(dir_.path() + "/cache2"));
}

TEST_F(CollateralCliTest, WrongUsageIsExitCodeTwo) {
  const std::string config = write_config("hosts = [\"pages.example\"]\n");
  for (const char* command : {"list", "export"}) {
    const Ended ended = run(command, config, std::string(command) == "export" ? std::vector<std::string>{"-o", "x"} : std::vector<std::string>{});
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.output, HasSubstr("gate.toml:1:1: error: [collateral]: cache_dir is not set"));
  }
  EXPECT_EQ(run("export", write_config(open_)).code, 2) << "without --output";
  EXPECT_EQ(run("import", write_config(open_), {"/nowhere"}).code, 2);
  EXPECT_EQ(run_to_end({kPostern, "collateral"}).code, 2);
  EXPECT_EQ(run_to_end({kPostern, "collateral", "--help"}).code, 0);
  EXPECT_EQ(run("list", "/nowhere.toml").code, 2);
}

TEST_F(CollateralCliTest, CacheThatOthersReachIsRefused) {
  keep("cache", "https://pages.example/a", "hello", std::chrono::hours(2));
  std::filesystem::permissions(dir_.path() + "/cache", std::filesystem::perms(0755));
  const Ended ended = run("list", write_config(open_));
  EXPECT_EQ(ended.code, 2);
  EXPECT_THAT(ended.output, HasSubstr("gate.toml:3:13: error: [collateral]: cache_dir:"));
  EXPECT_THAT(ended.output, HasSubstr("expected mode 0700, found 0755"));
}

TEST_F(CollateralCliTest, HostsSaysWhoWantsWhat) {
  const Ended allowed = run("hosts", write_config("hosts = [\"pages.example\", \"spare.example\"]\n"));
  EXPECT_EQ(allowed.code, 0) << allowed.output;
  EXPECT_THAT(allowed.output, HasSubstr("pages.example\tallowed\tpage\turl\thttps://pages.example/ (default)\n"));
  EXPECT_THAT(allowed.output, HasSubstr("spare.example\tallowed\t-\t-\tno instance names it\n"));
  EXPECT_THAT(allowed.output, Not(HasSubstr("idle.example"))) << "no pipeline uses that instance";
  const Ended closed = run("hosts", write_config("offline = true\n"));
  EXPECT_EQ(closed.code, 2);
  EXPECT_THAT(closed.output, HasSubstr("pages.example\tNOT ALLOWED\tpage\turl\t"));
  EXPECT_THAT(closed.output, HasSubstr("offline = true: none of them is contacted"));
  EXPECT_THAT(closed.output, HasSubstr("add \"pages.example\" to it"));
}

TEST_F(CollateralCliTest, CheckAndStartRefuseAHostThatIsNotAllowed) {
  const std::string closed = write_config("hosts = []\n");
  for (const std::vector<std::string>& words : {std::vector<std::string>{kPostern, "check", closed},
                                                std::vector<std::string>{POSTERN_BINARY_DIR "/bin/posternd", "--config", closed}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--plugin-dir", POSTERN_PLUGIN_DIR});
    const Ended ended = run_to_end(all);
    EXPECT_EQ(ended.code, 2);
    EXPECT_THAT(ended.output, HasSubstr("gate.toml:11:7: error: [instances.page]: config/url: https://pages.example/ (the default) "
                                        "may not be contacted: host pages.example is not in [collateral] hosts"));
  }
  const Ended checked = run_to_end({kPostern, "check", write_config(open_), "--plugin-dir", POSTERN_PLUGIN_DIR});
  EXPECT_EQ(checked.code, 0) << checked.output;
  EXPECT_THAT(checked.output, HasSubstr("contact page: url: https://pages.example/ by default (allowed)\n"));
}

}  // namespace
}  // namespace postern::test
