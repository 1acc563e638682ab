// SPDX-License-Identifier: Apache-2.0
#pragma once

// ClusterTest: a test against a real API server. All tests of a program share one; they skip, with the reason, where
// none can be started.

#include <gtest/gtest.h>

#include "kube/cluster.h"

namespace postern::test {

class ClusterTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string& obstacle = obstacle_of_all(); !obstacle.empty()) GTEST_SKIP() << obstacle;
    // The server judges times by the real clock.
    host_.now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  }

  static Cluster& cluster() {
    static Cluster cluster;
    return cluster;
  }

  // make: an instance of a component from its configuration.
  template <typename Component>
  std::unique_ptr<Component> make(const nlohmann::json& config) {
    auto read = Component::read_config(config.dump());
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.failure().operator_text());
    auto call = host_.call();
    auto made = Component::create(call, read.take());
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.failure().operator_text());
    return made.take();
  }
  // by_kubeconfig: what a configuration says to use this one, which becomes the secret of that name.
  nlohmann::json by_kubeconfig(const std::string& text, const std::string& secret = "admin") {
    host_.secrets[secret] = text;
    return {{"mode", "kubeconfig"}, {"kubeconfig", secret}};
  }

  RecordingHost host_;

 private:
  static const std::string& obstacle_of_all() {
    static const std::string obstacle = Cluster::obstacle();
    return obstacle;
  }
};

}  // namespace postern::test
