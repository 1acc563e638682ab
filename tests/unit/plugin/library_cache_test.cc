// SPDX-License-Identifier: Apache-2.0
//
// The same bytes are loaded once, whatever the file and the plugin are called; and nothing is left of what was not loaded.

#include "host/plugin/library_cache.h"

#include <gmock/gmock.h>

#include <fstream>

#include "host/plugin/plugin_set.h"
#include "support/temp_dir.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<std::shared_ptr<const Library>> load(LibraryCache& cache, const std::string& name, const std::string& path) {
  const auto image = LibraryImage::read(path, "");
  if (!image.ok()) return image.status();
  return cache.load(name, *image);
}

std::size_t open_descriptors() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

std::size_t mapped() {
  std::ifstream maps("/proc/self/maps");
  std::size_t count = 0;
  for (std::string line; std::getline(maps, line);) count += line.find("memfd:postern-plugin") != line.npos ? 1 : 0;
  return count;
}

TEST(LibraryCacheTest, TheSameBytesAreLoadedOnce) {
  const test::TempDir dir;
  const std::string copy = dir.path() + "/copy.so";
  std::filesystem::copy_file(plugin_path("scripted"), copy);
  LibraryCache cache;
  const auto first = *load(cache, "scripted", plugin_path("scripted"));
  const std::size_t descriptors = open_descriptors(), maps = mapped();
  for (int i = 0; i < 100; ++i) EXPECT_EQ(*load(cache, "scripted", i % 2 == 0 ? copy : plugin_path("scripted")), first);
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_EQ(mapped(), maps);
  EXPECT_EQ(cache.size(), 1u);
}

TEST(LibraryCacheTest, UnderAnotherNameItIsTheSameLibrary) {
  LibraryCache cache;
  const auto first = *load(cache, "one", plugin_path("scripted")), second = *load(cache, "two", plugin_path("scripted"));
  EXPECT_EQ(first->name(), "one");
  EXPECT_EQ(second->name(), "two");
  EXPECT_EQ(second->components()[0]->library, "two");
  EXPECT_EQ(first->components()[0]->library, "one");
  EXPECT_EQ(first->components()[0]->lifecycle.create, second->components()[0]->lifecycle.create);
  EXPECT_EQ(&first->serial(), &second->serial()) << "one call at a time in the library, whatever it is called";
  EXPECT_EQ(*load(cache, "two", plugin_path("scripted")), second);
}

TEST(LibraryCacheTest, OtherBytesAreAnotherLibrary) {
  LibraryCache cache;
  const auto scripted = *load(cache, "vendor", plugin_path("scripted")), plain = *load(cache, "vendor", plugin_path("plain-c"));
  EXPECT_NE(scripted->sha256(), plain->sha256());
  EXPECT_EQ(cache.size(), 2u);
}

TEST(LibraryCacheTest, WhatWasMappedAndRefusedIsNotMappedAgain) {
  LibraryCache cache;
  const absl::Status first = load(cache, "bad", plugin_path("broken-refuses")).status();
  EXPECT_EQ(first.code(), absl::StatusCode::kFailedPrecondition) << first;
  const std::size_t descriptors = open_descriptors(), maps = mapped();
  for (int i = 0; i < 20; ++i) {
    const absl::Status again = load(cache, "worse", plugin_path("broken-refuses")).status();
    EXPECT_EQ(again.code(), first.code());
    EXPECT_THAT(std::string(again.message()), HasSubstr("plugin worse: "));
  }
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_EQ(mapped(), maps);
}

TEST(LibraryCacheTest, NothingIsLeftOfWhatIsNoPlugin) {
  const test::TempDir dir;
  const std::string text = dir.write("text.so", "no library at all");
  LibraryCache cache;
  const std::size_t descriptors = open_descriptors(), maps = mapped();
  for (const std::string& path : {text, plugin_path("broken-no-entry"), plugin_path("broken-undefined"), plugin_path("broken-other-major")})
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(load(cache, "bad", path).ok());
  PluginSet set;
  EXPECT_FALSE(set.add({"pinned", plugin_path("scripted"), std::string(64, '0')}).ok());
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_EQ(mapped(), maps);
  EXPECT_EQ(cache.size(), 0u);
}

TEST(LibraryCacheTest, PluginSetsShareWhatIsLoaded) {
  PluginSet first, second;
  ASSERT_TRUE(first.add({"scripted", plugin_path("scripted"), ""}).ok());
  ASSERT_TRUE(second.add({"scripted", plugin_path("scripted"), ""}).ok());
  EXPECT_EQ(first.all().at("scripted"), second.all().at("scripted"));
}

}  // namespace
}  // namespace postern::plugin
