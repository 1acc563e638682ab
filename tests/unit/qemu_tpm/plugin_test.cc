// SPDX-License-Identifier: Apache-2.0
//
// The plugin library as it is delivered.
#include <dlfcn.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "support/recording_host.h"

namespace postern::qemu_tpm {
namespace {

using sdk::text_view;

class Plugin : public testing::Test {
 protected:
  void SetUp() override {
    void* library = dlopen(POSTERN_PLUGIN_DIR "/qemu-tpm.so", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    ASSERT_NE(library, nullptr) << dlerror();
    const auto entry =
        reinterpret_cast<decltype(&postern_plugin_entry_v1)>(dlsym(library, POSTERN_ENTRY_SYMBOL));
    ASSERT_NE(entry, nullptr);
    library_.struct_size = sizeof library_;
    ASSERT_EQ(entry(sdk::host_table(), &library_), POSTERN_OK);
  }
  const postern_component& component(uint32_t kind) const {
    for (uint64_t i = 0; i < library_.component_count; ++i)
      if (library_.components[i]->kind == kind) return *library_.components[i];
    throw std::out_of_range("no component of that kind");
  }

  test::RecordingHost host_;
  postern_library library_{};
};

TEST_F(Plugin, HoldsAValidatorAndAnIssuerForTheSameEvidence) {
  EXPECT_EQ(text_view(library_.name), "qemu-tpm");
  EXPECT_EQ(library_.component_count, 2u);
  for (const uint32_t kind : {POSTERN_KIND_VALIDATOR, POSTERN_KIND_ISSUER}) {
    EXPECT_EQ(text_view(component(kind).id), "qemu-tpm");
    ASSERT_EQ(component(kind).evidence_count, 1u);
    EXPECT_EQ(text_view(component(kind).evidence[0].name), "qemu-vtpm");
    EXPECT_EQ(text_view(component(kind).evidence[0].oid), "1.3.9900.5.1");
    EXPECT_TRUE(nlohmann::json::accept(text_view(component(kind).config_schema_json)));
  }
  EXPECT_EQ(component(POSTERN_KIND_ISSUER).threading, POSTERN_THREADING_INSTANCE);
}

TEST_F(Plugin, DeclaresWhatItProves) {
  const postern_component& validator = component(POSTERN_KIND_VALIDATOR);
  EXPECT_EQ(validator.bindings_out, 0b1110u);
  std::set<std::string_view> names;
  for (uint64_t i = 0; i < validator.claims_out_count; ++i)
    names.insert(text_view(validator.claims_out[i].name));
  EXPECT_EQ(names.size(), 33u);
  for (const char* name : {"tpm.ak.name", "tpm.ak.trust", "tpm.pcr.0", "tpm.pcr.23", "tpm.measurements.set"})
    EXPECT_TRUE(names.contains(name)) << name;
}

TEST_F(Plugin, ReportsAWrongConfigurationThroughTheContract) {
  const postern_lifecycle_ops& ops = *component(POSTERN_KIND_VALIDATOR).lifecycle;
  EXPECT_EQ(ops.check_config(host_.call().handle(), sdk::raw(std::string_view(R"({"ak_trust": "all"})"))),
            POSTERN_MISCONFIGURED);
  EXPECT_EQ(host_.fail_subject, "/ak_trust");
  postern_instance* instance = nullptr;
  EXPECT_EQ(ops.create(host_.call().handle(), sdk::raw(std::string_view("{}")), &instance),
            POSTERN_MISCONFIGURED);
  EXPECT_EQ(instance, nullptr);
}

}  // namespace
}  // namespace postern::qemu_tpm
