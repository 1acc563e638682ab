// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/identity_registry.h"

#include <gtest/gtest.h>

#include "unit/rpc/office.h"

namespace postern::rpc {
namespace {

TEST(IdentityRegistryTest, FindsByPeerName) {
  IdentityRegistry registry;
  const auto identity = std::make_shared<Somebody>("a");
  EXPECT_TRUE(registry.add("x", identity));
  EXPECT_EQ(registry.find("unix-abstract:x"), identity);
  EXPECT_EQ(registry.find("x"), nullptr);
  EXPECT_EQ(registry.find("unix-abstract:y"), nullptr);
  EXPECT_EQ(registry.find("unix:x"), nullptr);
  EXPECT_EQ(registry.find(""), nullptr);
}

TEST(IdentityRegistryTest, NeverUpdates) {
  IdentityRegistry registry;
  const auto first = std::make_shared<Somebody>("a");
  EXPECT_TRUE(registry.add("x", first));
  EXPECT_FALSE(registry.add("x", std::make_shared<Somebody>("b")));
  EXPECT_EQ(registry.find("unix-abstract:x"), first);
  EXPECT_FALSE(registry.add("y", nullptr));
}

TEST(IdentityRegistryTest, ForgetsAndLetsGo) {
  IdentityRegistry registry;
  auto identity = std::make_shared<Somebody>("a");
  const std::weak_ptr<Somebody> watch = identity;
  registry.add("x", std::move(identity));
  registry.remove("x");
  registry.remove("x");
  EXPECT_EQ(registry.find("unix-abstract:x"), nullptr);
  EXPECT_TRUE(watch.expired());
}

}  // namespace
}  // namespace postern::rpc
