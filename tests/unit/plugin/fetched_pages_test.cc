// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/fetched_pages.h"

#include <gtest/gtest.h>

namespace postern::plugin {
namespace {

postern_bytes raw(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }
std::string text_of(postern_bytes bytes) { return {reinterpret_cast<const char*>(bytes.ptr), bytes.len}; }
attest::ByteVector bytes(std::string_view text) {
  const attest::ByteView view = attest::as_bytes(text);
  return {view.begin(), view.end()};
}

postern_fetch fetch_of(std::string_view url) {
  postern_fetch fetch{};
  fetch.struct_size = sizeof fetch;
  fetch.url = raw(url);
  fetch.max_bytes = 10;
  return fetch;
}

TEST(FetchedPages, ReadsWhatThePluginAsksFor) {
  postern_fetch given = fetch_of("https://a");
  given.keep = POSTERN_FETCH_KEEP_PUBLIC;
  const auto request = read_fetch(given, std::chrono::seconds(1));
  ASSERT_TRUE(request);
  EXPECT_EQ(request->url, "https://a");
  EXPECT_TRUE(request->may_keep);
  EXPECT_EQ(request->max_bytes, 10u);
  EXPECT_EQ(request->timeout, std::chrono::seconds(1));
}

TEST(FetchedPages, RefusesWhatBreaksARule) {
  const auto refused = [](auto&& change) {
    postern_fetch given = fetch_of("https://a");
    change(given);
    return !read_fetch(given, {});
  };
  EXPECT_TRUE(refused([](postern_fetch& f) { f.struct_size = 8; }));
  EXPECT_TRUE(refused([](postern_fetch& f) { f.method = 2; }));
  EXPECT_TRUE(refused([](postern_fetch& f) { f.url = {nullptr, 3}; }));
  EXPECT_TRUE(refused([](postern_fetch& f) { f.keep = POSTERN_FETCH_KEEP_RECORD + 1; }));
  EXPECT_TRUE(refused([](postern_fetch& f) { f.keep = POSTERN_FETCH_KEEP_PUBLIC, f.method = 1; }));
  EXPECT_TRUE(refused([](postern_fetch& f) { f.keep = POSTERN_FETCH_KEEP_PUBLIC, f.body = raw("x"); }));
  EXPECT_FALSE(refused([](postern_fetch& f) { f.method = 1, f.body = raw("x"); }));
}

TEST(FetchedPages, MayBeRecordedAndYetNotKept) {
  postern_fetch given{sizeof(postern_fetch), 1, raw("https://a"), {}, raw("x"), 100, POSTERN_FETCH_KEEP_RECORD, 0};
  const auto request = read_fetch(given, std::chrono::seconds(1));
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->may_record);
  EXPECT_FALSE(request->may_keep);
  given.keep = POSTERN_FETCH_KEEP_NEVER;
  EXPECT_FALSE(read_fetch(given, std::chrono::seconds(1))->may_record);
}

TEST(FetchedPages, TellTheRecordWhatWasAnswered) {
  FetchedPages pages;
  FetchRequest first, second;
  first.url = "https://a";
  first.may_keep = first.may_record = true;
  second.url = "https://b";
  postern_bytes page{}, reason{};
  EXPECT_EQ(pages.add(first, bytes("content"), page), POSTERN_OK);
  EXPECT_EQ(pages.add(second, absl::DeadlineExceededError("too slow"), reason), POSTERN_DEADLINE_EXCEEDED);
  for (int i = 0; i < 100; ++i) {
    postern_bytes more{};
    pages.add(second, absl::UnavailableError("no"), more);
  }
  EXPECT_EQ(text_of(page), "content") << "where it was";
  EXPECT_EQ(text_of(reason), "too slow");
  const auto trail = pages.trail();
  ASSERT_EQ(trail.size(), 102u);
  EXPECT_EQ(trail[0].url, "https://a");
  EXPECT_TRUE(trail[0].may_record);
  ASSERT_NE(trail[0].page, nullptr);
  EXPECT_EQ(*trail[0].page, bytes("content"));
  EXPECT_FALSE(trail[1].may_record);
  EXPECT_EQ(trail[1].page, nullptr);
  EXPECT_EQ(trail[1].failure, "DEADLINE_EXCEEDED");
}

TEST(FetchedPages, StatusTellsThePluginWhatKindOfFailureItWas) {
  FetchedPages pages;
  postern_bytes out{};
  EXPECT_EQ(pages.add({}, absl::PermissionDeniedError(""), out), POSTERN_MISCONFIGURED);
  EXPECT_EQ(pages.add({}, absl::OutOfRangeError(""), out), POSTERN_EXHAUSTED);
  EXPECT_EQ(pages.add({}, absl::UnavailableError(""), out), POSTERN_UNAVAILABLE);
  EXPECT_EQ(pages.add({}, absl::InternalError(""), out), POSTERN_UNAVAILABLE);
}

}  // namespace
}  // namespace postern::plugin
