// SPDX-License-Identifier: Apache-2.0
//
// The plugin library as it is delivered.
#include <dlfcn.h>

#include <set>

#include "unit/gcp/machine_judge.h"

namespace postern::gcp {
namespace {

using sdk::text_view;

class GcpPlugin : public testing::Test {
 protected:
  void SetUp() override {
    void* library = dlopen(POSTERN_PLUGIN_DIR "/gcp.so", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    ASSERT_NE(library, nullptr) << dlerror();
    const auto entry = reinterpret_cast<decltype(&postern_plugin_entry_v1)>(dlsym(library, POSTERN_ENTRY_SYMBOL));
    ASSERT_NE(entry, nullptr);
    library_.struct_size = sizeof library_;
    ASSERT_EQ(entry(sdk::host_table(), &library_), POSTERN_OK);
  }
  const postern_component& validator(std::string_view id) const {
    for (uint64_t i = 0; i < library_.component_count; ++i)
      if (library_.components[i]->kind == POSTERN_KIND_VALIDATOR && text_view(library_.components[i]->id) == id)
        return *library_.components[i];
    throw std::out_of_range("no validator of that id");
  }

  Host host_;
  postern_library library_{};
};

TEST_F(GcpPlugin, HoldsTwoValidators) {
  EXPECT_EQ(text_view(library_.name), "gcp");
  for (const auto& [id, oid] : {std::pair{"gcp-sev-es", "1.3.9900.3.1"}, std::pair{"gcp-sev-snp", "1.3.9900.3.2"}}) {
    const postern_component& component = validator(id);
    ASSERT_EQ(component.evidence_count, 1u);
    EXPECT_EQ(text_view(component.evidence[0].name), id);
    EXPECT_EQ(text_view(component.evidence[0].oid), oid);
    EXPECT_EQ(component.bindings_out, 0b1110u);
    EXPECT_EQ(component.threading, POSTERN_THREADING_CONCURRENT);
    EXPECT_TRUE(nlohmann::json::accept(text_view(component.config_schema_json)));
    std::set<std::string_view> names;
    for (uint64_t i = 0; i < component.claims_out_count; ++i) names.insert(text_view(component.claims_out[i].name));
    EXPECT_EQ(names.size(), component.claims_out_count) << "no claim twice";
    for (const char* name : {"tpm.ak.name", "gcp.project_id", "gcp.ak_trust"}) EXPECT_TRUE(names.contains(name)) << name;
  }
}

TEST_F(GcpPlugin, JudgesThroughTheContract) {
  const GcpMachine machine;
  test::serve_compute_api(host_.pages, machine);
  const postern_component& component = validator("gcp-sev-snp");
  const std::string config = test::sev_snp_config("compute-api").dump();
  postern_instance* instance = nullptr;
  ASSERT_EQ(component.lifecycle->create(host_.call().handle(), sdk::raw(std::string_view(config)), &instance), POSTERN_OK) << host_.fail_text;
  const std::string text = attdoc::write_document(test::make_sev_snp(machine, kNonce, kKey));
  const postern_evidence evidence{sizeof evidence, 0, sdk::raw(std::string_view("gcp-sev-snp")), sdk::raw(std::string_view(text)),
                                  sdk::raw(sdk::ByteView(kNonce)), sdk::raw(sdk::ByteView(kKey))};
  postern_verdict verdict = POSTERN_DENY;
  EXPECT_EQ(component.validator->validate(host_.call().handle(), instance, &evidence, &verdict), POSTERN_OK) << host_.fail_text;
  EXPECT_EQ(verdict, POSTERN_ALLOW);
  component.lifecycle->destroy(instance);
}

}  // namespace
}  // namespace postern::gcp
