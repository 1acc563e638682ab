// SPDX-License-Identifier: Apache-2.0
//
// The life of an instance: check_config, create, self_test, destroy.

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "support/fifo.h"
#include "unit/plugin/bench.h"

namespace postern::plugin {
namespace {

using ::testing::HasSubstr;

class InstanceTest : public Bench {
 protected:
  std::string check(const Json& config) {
    const auto refusal = Instance::check_config(spec("backend", config), around_, {});
    return failure(refusal);
  }
  std::string create(const Json& config, bool self_test = true) {
    auto made = Instance::create(spec("backend", config), around_, {}, self_test);
    const auto* refusal = std::get_if<attest::Refusal>(&made);
    return refusal == nullptr ? "none" : failure(std::optional(*refusal));
  }
  Json marked(const std::string& behaviour) { return {{"behaviour", behaviour}, {"mark", mark_}}; }
  std::string marks() const {
    std::ostringstream text;
    text << std::ifstream(mark_).rdbuf();
    return text.str();
  }
  test::TempDir dir_;
  const std::string mark_ = dir_.path() + "/mark";
};

TEST_F(InstanceTest, CheckConfigRefusesWithThePlaceOfTheKey) {
  const auto refusal = Instance::check_config(spec("backend", {{"behaviour", "config-refused"}}), around_, {});
  ASSERT_EQ(failure(refusal), "misconfigured MISCONFIGURED");
  EXPECT_EQ(refusal->reason.subject, "/behaviour");
  EXPECT_EQ(refusal->reason.operator_text, "expected a behaviour");
  EXPECT_EQ(check({{"behaviour", "give"}}), "none");
}

TEST_F(InstanceTest, CheckConfigMayThrow) { EXPECT_EQ(check({{"behaviour", "config-throws"}}), "internal PLUGIN_FAULT"); }

TEST_F(InstanceTest, CheckConfigGetsNoSecrets) {
  services_->secrets["canary"] = dir_.write("canary", "a secret");
  EXPECT_EQ(check({{"behaviour", "config-reads-secret"}}), "internal PLUGIN_FAULT");
  EXPECT_TRUE(services_->log.wait_for_text("secret_get answered 5001"));
}

TEST_F(InstanceTest, CreateThatFailsMakesNothing) {
  EXPECT_EQ(create(marked("create-fails")), "retryable BACKEND_UNAVAILABLE");
  EXPECT_EQ(create(marked("create-throws")), "internal PLUGIN_FAULT");
  EXPECT_EQ(create(marked("create-nothing")), "internal PLUGIN_FAULT");
  EXPECT_EQ(marks(), "");
}

TEST_F(InstanceTest, FailingSelfTestDestroysTheInstance) {
  EXPECT_EQ(create(marked("self-test-fails")), "misconfigured SECRET_UNREADABLE");
  EXPECT_EQ(marks(), "destroyed\n");
  EXPECT_EQ(create(marked("self-test-throws")), "internal PLUGIN_FAULT");
  EXPECT_EQ(marks(), "destroyed\ndestroyed\n");
  EXPECT_EQ(create(marked("self-test-fails"), false), "none") << "no self test was asked for";
}

TEST_F(InstanceTest, IsDestroyedOnceWhenTheLastUserGoes) {
  auto instance = make("backend", marked("give"));
  auto facade = std::make_unique<BackendFacade>(instance);
  instance.reset();
  EXPECT_EQ(marks(), "");
  facade.reset();
  EXPECT_EQ(marks(), "destroyed\n");
}

TEST_F(InstanceTest, DestroyThatThrowsIsReportedAndNothingElse) {
  make("backend", marked("destroy-throws")).reset();
  EXPECT_EQ(marks(), "destroyed\n");
  EXPECT_THAT(services_->log.texts("instance-not-destroyed"), ::testing::ElementsAre("destroy threw an exception"));
}

TEST_F(InstanceTest, CreateThatComesBackTooLateIsDestroyed) {
  test::Fifo fifo;
  around_.lifecycle_timeout = kShort;
  Json config = marked("create-blocks");
  config["fifo"] = fifo.path();
  EXPECT_EQ(create(config), "retryable TIMEOUT");
  EXPECT_EQ(marks(), "");
  fifo.release();
  ASSERT_TRUE(settled());
  EXPECT_EQ(marks(), "destroyed\n");
}

TEST_F(InstanceTest, CreateThatNeverComesBackIsGivenUp) {
  around_.lifecycle_timeout = kShort;
  EXPECT_EQ(create(marked("create-hangs")), "retryable TIMEOUT");
  EXPECT_EQ(executor_->stuck(), 1u);
}

TEST_F(InstanceTest, DestroyThatNeverComesBackIsGivenUp) {
  test::Fifo fifo;
  Json config = marked("destroy-blocks");
  config["fifo"] = fifo.path();
  around_.lifecycle_timeout = kShort;
  make("backend", config).reset();
  EXPECT_THAT(services_->log.texts("instance-not-destroyed"), ::testing::ElementsAre("destroy did not return in time"));
  fifo.release();
  ASSERT_TRUE(settled());
}

}  // namespace
}  // namespace postern::plugin
