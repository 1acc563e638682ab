// SPDX-License-Identifier: Apache-2.0
#include "host/gate/contacts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/gate/collateral.h"
#include "support/temp_dir.h"

namespace postern::gate {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kSchema[] = R"({"properties": {
  "kds": {"type": "string", "default": "https://kdsintf.amd.com/vcek", "x-postern-url": true},
  "mirror": {"type": "string", "default": "none", "x-postern-url": true},
  "maa": {"type": "array", "x-postern-url": true},
  "note": {"type": "string", "default": "https://not.marked.example"},
  "odd": {"type": "string", "default": "https://odd.example", "x-postern-url": "yes"}}})";

// A configuration whose instances are all of one component with that schema.
class ContactsTest : public ::testing::Test {
 protected:
  void add(const std::string& name, nlohmann::json config) {
    auto component = std::make_shared<plugin::ComponentDescriptor>();
    component->config_schema = kSchema;
    ResolvedInstance instance;
    instance.entry.name = name;
    instance.entry.config = std::move(config);
    instance.entry.at = {"gate.toml", 3, 7};
    for (const auto& [key, value] : instance.entry.config.items()) instance.entry.places["/" + key] = {"gate.toml", 5, 9};
    instance.spec.component = component;
    resolved_.instances.emplace(name, std::move(instance));
  }
  void use(const std::vector<std::string>& instances) {
    config::StepEntry step;
    step.instances = instances;
    resolved_.file.pipelines.emplace_back();
    resolved_.file.pipelines.back().steps.push_back(step);
  }
  std::vector<std::string> printed() const {
    std::vector<std::string> lines;
    for (const Contact& contact : contacts_of(resolved_)) lines.push_back(print(contact));
    return lines;
  }
  std::vector<std::string> diagnosed() const {
    config::Diagnostics out;
    check_contacts(resolved_, out);
    std::vector<std::string> lines;
    for (const auto& diagnostic : out.all()) lines.push_back(config::print(diagnostic));
    return lines;
  }
  Resolved resolved_;
};

TEST_F(ContactsTest, DefaultsAndValuesCountNothingElse) {
  resolved_.file.collateral.hosts = {"kdsintf.amd.com", "a.example", "b.example:8443"};
  add("one", {{"maa", {"https://a.example/certs", "https://b.example:8443/certs"}}});
  add("two", {{"kds", "none"}, {"mirror", "https://a.example"}, {"note", "https://c.example"}});
  use({"one", "two"});
  EXPECT_THAT(printed(), ElementsAre("one: kds: https://kdsintf.amd.com/vcek by default (allowed)",
                                     "one: maa: https://a.example/certs (allowed)",
                                     "one: maa: https://b.example:8443/certs (allowed)",
                                     "two: mirror: https://a.example (allowed)"));
  EXPECT_THAT(diagnosed(), IsEmpty());
}

TEST_F(ContactsTest, OnlyInstancesThatAreUsedCount) {
  add("one", nlohmann::json::object());
  EXPECT_THAT(printed(), IsEmpty());
  resolved_.file.node.issuer = "one";
  EXPECT_EQ(printed().size(), 1u) << "a node uses its issuer";
}

TEST_F(ContactsTest, AMissingHostIsSaidWithItsPlaceAndRemedy) {
  add("one", nlohmann::json::object());
  add("two", {{"kds", "https://mirror.example:8443/kds"}});
  use({"one", "two"});
  EXPECT_THAT(
      diagnosed(),
      ElementsAre("gate.toml:3:7: error: [instances.one]: config/kds: https://kdsintf.amd.com/vcek (the default) may not be "
                  "contacted: host kdsintf.amd.com is not in [collateral] hosts; add \"kdsintf.amd.com\" to it, or set kds = "
                  "\"none\" when the component can do without",
                  "gate.toml:5:9: error: [instances.two]: config/kds: https://mirror.example:8443/kds may not be contacted: "
                  "host mirror.example is not in [collateral] hosts; add \"mirror.example:8443\" to it, or set kds = \"none\" "
                  "when the component can do without"));
}

TEST_F(ContactsTest, WhatIsNoUsableUrlIsSaidWithoutItsSecrets) {
  resolved_.file.collateral.hosts = {"a.example"};
  add("one", {{"kds", "https://user:secret@a.example/"}, {"mirror", "http://a.example/"}, {"maa", {"a.example"}}});
  use({"one"});
  const auto lines = diagnosed();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0], HasSubstr("config/kds: (not a usable URL) may not be contacted: a URL with a user name is not allowed"));
  EXPECT_THAT(lines[1], HasSubstr("config/maa: (not a usable URL) may not be contacted: not an absolute URL: a.example"));
  EXPECT_THAT(lines[2], HasSubstr("scheme http is not allowed for a.example; expected https"));
  for (const std::string& line : lines) EXPECT_EQ(line.find("secret"), line.npos);
}

class CheckCacheTest : public ::testing::Test {
 protected:
  std::string said() const {
    config::Diagnostics out;
    check_cache(settings_, out);
    std::string lines;
    for (const auto& diagnostic : out.all()) lines += config::print(diagnostic) + "\n";
    return lines;
  }
  test::TempDir dir_;
  config::CollateralSettings settings_;
};

TEST_F(CheckCacheTest, FolderMayBeMissingButNotOpenToOthers) {
  settings_.cache_dir_at = {"gate.toml", 2, 13};
  EXPECT_EQ(said(), "");
  settings_.cache_dir = dir_.path() + "/cache";
  EXPECT_EQ(said(), "");
  EXPECT_FALSE(std::filesystem::exists(settings_.cache_dir)) << "checking makes nothing";
  std::filesystem::create_directory(settings_.cache_dir);
  std::filesystem::permissions(settings_.cache_dir, std::filesystem::perms(0750));
  EXPECT_THAT(said(), HasSubstr("gate.toml:2:13: error: [collateral]: cache_dir: " + settings_.cache_dir + ": expected mode 0700, found 0750"));
  settings_.cache_dir = dir_.path() + "/none/cache";
  EXPECT_THAT(said(), HasSubstr("cache_dir: the folder around it is not there: " + dir_.path() + "/none"));
}

TEST_F(CheckCacheTest, RootsMustBeThere) {
  settings_.ca_file_at = {"gate.toml", 2, 11};
  settings_.ca_file = dir_.path() + "/ca.pem";
  EXPECT_EQ(said(), "gate.toml:2:11: error: [collateral]: ca_file: no such file: " + settings_.ca_file + "\n");
  dir_.write("ca.pem", "");
  EXPECT_EQ(said(), "");
}

}  // namespace
}  // namespace postern::gate
