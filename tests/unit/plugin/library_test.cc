// SPDX-License-Identifier: Apache-2.0
//
// Loading: what a library says of itself, and how libraries keep apart.

#include "host/plugin/library.h"

#include <dlfcn.h>
#include <gmock/gmock.h>

#include <cstdlib>

#include "support/child_process.h"
#include "support/temp_dir.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

std::shared_ptr<const Library> load(const std::string& path) {
  const auto image = LibraryImage::read(path, "");
  auto library = Library::load("a-name", *image);
  EXPECT_TRUE(library.ok()) << library.status();
  return library.ok() ? *library : nullptr;
}

TEST(LibraryTest, TellsWhatItOffers) {
  const auto library = load(plugin_path("scripted"));
  ASSERT_NE(library, nullptr);
  EXPECT_EQ(library->name(), "a-name");
  EXPECT_EQ(library->version(), "1.2.3");
  EXPECT_EQ(library->sha256().size(), 64u);
  ASSERT_EQ(library->components().size(), 9u);
  const ComponentDescriptor& validator = *library->components()[0];
  EXPECT_EQ(validator.id, "validator");
  EXPECT_EQ(validator.library, "a-name");
  EXPECT_EQ(validator.evidence.at(0).oid, "1.3.9900.99.1");
  EXPECT_EQ(validator.claims_out.at("scripted.number"), POSTERN_TYPE_INTEGER);
  EXPECT_EQ(validator.bindings_out, 6u);
  const ComponentDescriptor& backend = *library->components()[2];
  EXPECT_TRUE(backend.field("secret")->secret);
  EXPECT_TRUE(backend.field("list")->repeated);
  EXPECT_EQ(backend.field("none"), nullptr);
}

// What strip(1) leaves is enough: packages strip their libraries.
TEST(LibraryTest, StrippedLibraryIsLoaded) {
  const test::TempDir dir;
  const std::string stripped = dir.path() + "/stripped.so";
  test::run({"strip", "-o", stripped, plugin_path("plain-c")});
  EXPECT_NE(load(stripped), nullptr);
}

TEST(LibraryTest, SymbolsStayPrivate) {
  ASSERT_NE(load(plugin_path("scripted")), nullptr);
  EXPECT_EQ(dlsym(RTLD_DEFAULT, "postern_plugin_entry_v1"), nullptr) << "a plugin is never loaded globally";
}

TEST(LibraryTest, TwoPluginsKeepApart) {
  const auto scripted = load(plugin_path("scripted")), plain = load(plugin_path("plain-c"));
  EXPECT_EQ(scripted->components()[0]->id, "validator");
  EXPECT_EQ(plain->components()[0]->id, "plain-validator");
  EXPECT_NE(scripted->components()[0]->lifecycle.create, plain->components()[0]->lifecycle.create);
}

// Each load has its own copy, with its own static data; LibraryCache is there to load the same bytes once.
TEST(LibraryTest, SameFileTwiceIsTwoLibraries) {
  const auto first = load(plugin_path("scripted")), second = load(plugin_path("scripted"));
  EXPECT_NE(first->components()[0]->lifecycle.create, second->components()[0]->lifecycle.create);
}

TEST(LibraryTest, StaysLoadedWhenItIsLetGo) {
  auto library = load(plugin_path("scripted"));
  const auto create = library->components()[0]->lifecycle.check_config;
  library.reset();
  Dl_info info{};
  EXPECT_NE(dladdr(reinterpret_cast<void*>(create), &info), 0) << "libraries are never unloaded";
}

}  // namespace
}  // namespace postern::plugin
