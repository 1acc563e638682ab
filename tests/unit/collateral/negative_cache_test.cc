// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/negative_cache.h"

#include <gtest/gtest.h>

namespace postern::collateral {
namespace {

using std::chrono::seconds;
constexpr Steady kThen{std::chrono::hours(5)};
std::string found(NegativeCache& cache, const std::string& url, Steady now) {
  const auto failure = cache.find(url, now);
  return failure ? std::string(failure->message()) : "none";
}

TEST(NegativeCacheTest, RemembersAFailureForItsAge) {
  NegativeCache cache(seconds(30), 10);
  cache.put("a", absl::UnavailableError("HTTP status 404"), kThen);
  EXPECT_EQ(found(cache, "a", kThen), "HTTP status 404");
  EXPECT_EQ(found(cache, "b", kThen), "none");
  EXPECT_EQ(found(cache, "a", kThen + seconds(29)), "HTTP status 404");
  EXPECT_EQ(found(cache, "a", kThen + seconds(30)), "none");
}

TEST(NegativeCacheTest, ForgetsWhatWorksAgain) {
  NegativeCache cache(seconds(30), 10);
  cache.put("a", absl::UnavailableError("x"), kThen);
  cache.forget("a");
  EXPECT_EQ(found(cache, "a", kThen), "none");
}

TEST(NegativeCacheTest, IsBounded) {
  NegativeCache cache(seconds(30), 2);
  cache.put("a", absl::UnavailableError("x"), kThen);
  cache.put("b", absl::UnavailableError("x"), kThen + seconds(1));
  cache.put("c", absl::UnavailableError("x"), kThen + seconds(2));
  EXPECT_EQ(found(cache, "a", kThen + seconds(2)), "none");
  EXPECT_EQ(found(cache, "b", kThen + seconds(2)), "x");
  EXPECT_EQ(found(cache, "c", kThen + seconds(2)), "x");
}

}  // namespace
}  // namespace postern::collateral
