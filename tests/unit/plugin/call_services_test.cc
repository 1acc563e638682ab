// SPDX-License-Identifier: Apache-2.0
//
// Services of the host during a call: secrets, fetching, metrics, log.

#include <gmock/gmock.h>

#include "host/plugin/host_table.h"
#include "postern/collateral.h"
#include "support/temp_dir.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class CallServices : public Bench {
 protected:
  pipeline::Contribution secret(const std::string& name) {
    return ask(*backend("give-secret", {{"argument", name}}), kLong, {"secret"});
  }
  std::string fetched(const std::string& url) { return field(ask(*backend("fetch", {{"argument", url}})), "answer"); }
  test::TempDir dir_;
};

TEST_F(CallServices, ExtensionsAreGivenByTheirExactName) {
  const auto find = [](std::string_view id) {
    return host_table().extension({reinterpret_cast<const uint8_t*>(id.data()), id.size()});
  };
  const auto* collateral = static_cast<const postern_collateral*>(find(POSTERN_COLLATERAL_EXTENSION));
  ASSERT_NE(collateral, nullptr);
  EXPECT_EQ(collateral->struct_size, sizeof(postern_collateral));
  EXPECT_EQ(collateral->reject(nullptr, {}, {}), POSTERN_CONTRACT);
  for (const char* other : {"", "postern.collateral", "postern.collateral/2", "postern.collateral/1 "})
    EXPECT_EQ(find(other), nullptr) << other;
  EXPECT_EQ(host_table().extension({nullptr, 7}), nullptr);
}

TEST_F(CallServices, SecretIsReadOnEveryCall) {
  services_->secrets["canary"] = dir_.write("canary", "first");
  EXPECT_EQ(field(secret("canary"), "secret"), "first");
  dir_.write("canary", "rotated");
  EXPECT_EQ(field(secret("canary"), "secret"), "rotated");
}

TEST_F(CallServices, UnknownSecretIsNotFound) {
  EXPECT_EQ(field(secret("canary"), "secret"), "<none>");
  EXPECT_THAT(services_->log.texts("plugin"), Contains("secret_get answered 4001"));
}

// Security rule 9: the file is named, its content is not.
TEST_F(CallServices, SecretThatOthersCanReadIsRefused) {
  services_->secrets["canary"] = dir_.write("canary", "CANARY-SECRET", 0644);
  EXPECT_EQ(field(secret("canary"), "secret"), "<none>");
  EXPECT_THAT(services_->log.texts("plugin"), Contains("secret_get answered 3000"));
  ASSERT_EQ(services_->log.texts("secret-unreadable").size(), 1u);
  EXPECT_THAT(services_->log.texts("secret-unreadable")[0],
              ::testing::AllOf(HasSubstr("secret 'canary'"), HasSubstr("expected mode 0600, found 0644")));
}

TEST_F(CallServices, FetchGoesThroughTheHostWithItsLimits) {
  services_->page = [](const FetchRequest& request) -> absl::StatusOr<attest::ByteVector> {
    EXPECT_EQ(request.url, "https://a/b");
    EXPECT_EQ(request.max_bytes, 100u);
    EXPECT_GT(request.timeout.count(), 0);
    EXPECT_FALSE(request.post);
    return bytes("a page");
  };
  EXPECT_EQ(fetched("https://a/b"), "0 a page");
}

TEST_F(CallServices, FetchErrorsBecomeStatuses) {
  const std::pair<absl::Status, std::string> expected[] = {{absl::PermissionDeniedError(""), "3000 "},
                                                           {absl::DeadlineExceededError(""), "1001 "},
                                                           {absl::OutOfRangeError(""), "1003 "},
                                                           {absl::UnavailableError(""), "1000 "},
                                                           {absl::InternalError(""), "1000 "}};
  for (const auto& [status, answer] : expected) {
    services_->page = [status = status](const FetchRequest&) { return status; };
    EXPECT_EQ(fetched("https://a/b"), answer);
  }
}

TEST_F(CallServices, MetricsAreNamedByPluginAndInstance) {
  ask(*backend("measure"));
  EXPECT_EQ(services_->metrics, (std::map<std::string, double>{{"scripted_things/step", 2}, {"scripted_seconds/step", 0.5}}))
      << "and a name that is none is dropped";
}

TEST_F(CallServices, LogLinesNameStepAndRequest) {
  ask(*backend("give"));
  ASSERT_TRUE(services_->log.wait_for_text("entered"));
  for (const attest::Event& event : services_->log.events()) {
    if (event.name != "plugin" || event.text != "entered") continue;
    ASSERT_EQ(event.fields.size(), 3u);
    EXPECT_EQ(event.fields[0], (std::pair<std::string, std::string>("step", "step")));
    EXPECT_EQ(event.fields[1].first, "request");
    EXPECT_EQ(event.fields[2].first, "trace");
  }
}

}  // namespace
}  // namespace postern::plugin
