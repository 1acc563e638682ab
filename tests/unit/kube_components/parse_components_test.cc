// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/components/parse_components.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "backends/kube-token/components/cluster_version.h"
#include "unit/kube/fixture.h"

namespace postern::kube_token {
namespace {

using nlohmann::json;

const std::string kDigest = "c2485ddb3ffc176578ae30ae58137f0b88e50f7c7f2af7d53a569276b2949a33";

json good() {
  return {{"url", "https://example.org/cni.tgz"}, {"hash", "sha256:" + kDigest}, {"install_path", "/opt/cni/bin"}, {"extract", true}};
}

void expect_wrong(const std::string& text) {
  const auto parsed = parse_components(text);
  ASSERT_FALSE(parsed.ok()) << text.substr(0, 200);
  EXPECT_EQ(parsed.failure().status(), POSTERN_MISCONFIGURED);
  EXPECT_EQ(parsed.failure().code(), POSTERN_REASON_MISCONFIGURED);
}
void expect_wrong(const std::string& key, json value) {
  json changed = good();
  changed[key] = std::move(value);
  expect_wrong(json::array({changed}).dump());
}

TEST(ParseComponents, TakesWhatConstellationWrites) {
  json binary = good(), patch = {{"url", "data:application/json;base64,W10="}, {"install_path", "/opt/patches/etcd+json.json"}};
  binary["install_path"] = "/run/state/bin/kubelet";
  binary.erase("extract");
  const auto parsed = parse_components(json::array({good(), binary, patch}).dump());
  ASSERT_TRUE(parsed.ok()) << parsed.failure().operator_text();
  ASSERT_EQ(parsed.value().size(), 3u);
  EXPECT_EQ(parsed.value()[0].url, "https://example.org/cni.tgz");
  EXPECT_TRUE(parsed.value()[0].extract);
  EXPECT_FALSE(parsed.value()[1].extract);
  EXPECT_EQ(parsed.value()[2].hash, "");
  EXPECT_TRUE(parse_components("[]").value().empty());
}

TEST(ParseComponents, WritesWhatTheTicketCarries) {
  const auto parsed = parse_components(json::array({good()}).dump());
  EXPECT_EQ(json::parse(ticket_value(parsed.value()[0])),
            json({{"url", "https://example.org/cni.tgz"}, {"hash", "sha256:" + kDigest}, {"extract", true}}));
}

TEST(ParseComponents, RefusesOtherUrls) {
  for (const std::string url : {"", "http://example.org/x", "https://", "https:///x", "https://a@b/x", "https://a/ b", "file:///x",
                                "HTTPS://a/x", "data:application/json,[]", "data:application/json;base64,W1", "ftp://a/b"})
    expect_wrong("url", url);
  expect_wrong("url", "https://a/" + std::string(20'000, 'x'));
  expect_wrong("url", 1);
}

TEST(ParseComponents, RefusesOtherHashes) {
  const std::vector<std::string> others{"", kDigest, "md5:" + kDigest.substr(32), "sha256:" + kDigest.substr(2),
                                        "sha256:" + kDigest + "00", "sha512:" + kDigest, "sha256:" + kDigest.substr(1) + "g"};
  for (const std::string& hash : others) expect_wrong("hash", hash);
  EXPECT_TRUE(parse_components(json::array({{{"url", "https://a/x"}, {"hash", "sha512:" + kDigest + kDigest}, {"install_path", "/x"}}}).dump()).ok());
}

TEST(ParseComponents, RefusesOtherPaths) {
  for (const std::string path : {"", "/", "x", "/x/", "//x", "/x/../etc", "/./x", "/x y", "/x\n"}) expect_wrong("install_path", path);
  expect_wrong("install_path", "/" + std::string(256, 'x'));
}

TEST(ParseComponents, RefusesWhatItDoesNotKnow) {
  expect_wrong("extract", "yes");
  expect_wrong("mode", "0755");
  expect_wrong(json::array({"x"}).dump());
  expect_wrong(json::array({json::object()}).dump());
}

TEST(ParseComponents, RefusesTwoOfOnePath) { expect_wrong(json::array({good(), good()}).dump()); }

TEST(ParseComponents, IsBounded) {
  json list = json::array();
  for (std::size_t i = 0; i < kMaxComponents; ++i) {
    list.push_back(good());
    list.back()["install_path"] = "/x" + std::to_string(i);
  }
  EXPECT_TRUE(parse_components(list.dump()).ok());
  list.push_back(good());
  expect_wrong(list.dump());
  expect_wrong("[" + std::string(kMaxComponentsText, ' ') + "]");
}

TEST(ParseComponents, RefusesWhatIsNoList) {
  for (const std::string text : {"", "{}", "null", "[", "[]]", "[],\"x\":1", "[]}", "[],\"components\":[]", "[]}{", "1"}) expect_wrong(text);
}

TEST(KubernetesVersion, IsRecognized) {
  for (const std::string good : {"v1.29.8", "1.33", "v1.33.0-rc.1", "v1.30.2+k3s1"}) EXPECT_TRUE(is_kubernetes_version(good)) << good;
  for (const std::string bad : {"", "v", "v1", "v1.", "1.2.", "1.2.3.4", "v1.2 ", "v1.2.3-", "latest", "vv1.2", "1.2-a/b", "999999.1"})
    EXPECT_FALSE(is_kubernetes_version(bad)) << bad;
  EXPECT_FALSE(is_kubernetes_version("1.2-" + std::string(64, 'a')));
}

}  // namespace
}  // namespace postern::kube_token
