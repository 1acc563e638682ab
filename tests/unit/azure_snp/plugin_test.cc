// SPDX-License-Identifier: Apache-2.0
//
// The plugin library as it is delivered.
#include <dlfcn.h>
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <set>

#include "support/recording_host.h"

namespace postern::azure_snp {
namespace {

using sdk::text_view;

class Plugin : public testing::Test {
 protected:
  void SetUp() override {
    void* library = dlopen(POSTERN_PLUGIN_DIR "/azure-snp.so", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    ASSERT_NE(library, nullptr) << dlerror();
    const auto entry =
        reinterpret_cast<decltype(&postern_plugin_entry_v1)>(dlsym(library, POSTERN_ENTRY_SYMBOL));
    ASSERT_NE(entry, nullptr);
    library_.struct_size = sizeof library_;
    ASSERT_EQ(entry(sdk::host_table(), &library_), POSTERN_OK);
    for (uint64_t i = 0; i < library_.component_count; ++i)
      if (library_.components[i]->kind == POSTERN_KIND_VALIDATOR) validator_ = library_.components[i];
    ASSERT_NE(validator_, nullptr);
  }

  test::RecordingHost host_;
  postern_library library_{};
  const postern_component* validator_ = nullptr;
};

TEST_F(Plugin, HoldsTheValidatorOfItsEvidence) {
  EXPECT_EQ(text_view(library_.name), "azure-snp");
  EXPECT_EQ(text_view(validator_->id), "azure-snp");
  ASSERT_EQ(validator_->evidence_count, 1u);
  EXPECT_EQ(text_view(validator_->evidence[0].name), "azure-sev-snp");
  EXPECT_EQ(text_view(validator_->evidence[0].oid), "1.3.9900.4.1");
  EXPECT_EQ(validator_->threading, POSTERN_THREADING_CONCURRENT);
  EXPECT_TRUE(nlohmann::json::accept(text_view(validator_->config_schema_json)));
}

TEST_F(Plugin, DeclaresWhatItProves) {
  EXPECT_EQ(validator_->bindings_out, 0b1110u);
  std::set<std::string_view> names;
  for (uint64_t i = 0; i < validator_->claims_out_count; ++i) names.insert(text_view(validator_->claims_out[i].name));
  EXPECT_EQ(names.size(), validator_->claims_out_count);
  for (const char* name : {"tpm.ak.name", "tpm.pcr.0", "tpm.measurements.set", "snp.product", "snp.policy.debug",
                           "snp.tcb.microcode", "snp.id_key.match", "azure.maa", "azure.vm_unique_id", "azure.secure_boot"})
    EXPECT_TRUE(names.contains(name)) << name;
}

TEST_F(Plugin, ReportsAWrongConfigurationThroughTheContract) {
  EXPECT_EQ(validator_->lifecycle->check_config(host_.call().handle(), sdk::raw(std::string_view("{}"))),
            POSTERN_MISCONFIGURED);
  EXPECT_EQ(host_.fail_subject, "/measurements");
}

}  // namespace
}  // namespace postern::azure_snp
