// SPDX-License-Identifier: Apache-2.0
#include "host/collateral/bundle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/collateral/memory_store.h"
#include "unit/collateral/pages.h"

namespace postern::collateral {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::HasSubstr;

const std::string kA = "https://example.org/a", kB = "https://example.org/b";
std::vector<BundleEntry> entries() { return {{kB, page("world", seconds(7))}, {kA, page(std::string("he\0lo\n", 6))}}; }
std::string good() { return text_of(print_bundle(entries())); }

std::string said(const std::string& bundle) {
  const auto parsed = parse_bundle(bytes_of(bundle));
  return parsed.ok() ? "ok" : std::string(parsed.status().message());
}

// resealed: a changed bundle with the right digest at its end, so that the change itself is what is found.
std::string resealed(std::string bundle) {
  bundle.resize(bundle.rfind("end "));
  return bundle + "end " + sha256_hex(bundle) + "\n";
}
std::string changed(const std::string& from, const std::string& to) {
  std::string bundle = good();
  const std::size_t at = bundle.find(from);
  EXPECT_NE(at, bundle.npos) << from;
  return resealed(bundle.replace(at, from.size(), to));
}

TEST(BundleTest, ComesBackAsItWas) {
  const auto parsed = parse_bundle(bytes_of(good()));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  ASSERT_EQ(parsed->size(), 2u);
  EXPECT_EQ((*parsed)[0].url, kA);
  EXPECT_EQ(text_of((*parsed)[0].page), std::string("he\0lo\n", 6));
  EXPECT_EQ((*parsed)[1].url, kB);
  EXPECT_EQ(Time((*parsed)[1].page->fetched), kStart + seconds(7));
  EXPECT_EQ(text_of(print_bundle(*parsed)), good()) << "the same pages give the same bytes";
}

TEST(BundleTest, EmptyOneIsOne) {
  EXPECT_EQ(said(text_of(print_bundle({}))), "ok");
}

TEST(BundleTest, EveryShorterOneIsRefused) {
  const std::string bundle = good();
  for (std::size_t length = 0; length < bundle.size(); ++length) EXPECT_NE(said(bundle.substr(0, length)), "ok") << length;
}

TEST(BundleTest, EveryChangedBitIsRefused) {
  const std::string bundle = good();
  for (std::size_t at = 0; at < bundle.size(); ++at)
    for (int bit = 0; bit < 8; ++bit) {
      std::string other = bundle;
      other[at] = static_cast<char>(other[at] ^ (1 << bit));
      EXPECT_NE(said(other), "ok") << at << " bit " << bit;
    }
}

struct Wrong {
  std::string from, to, said;
  friend void PrintTo(const Wrong& w, std::ostream* out) { *out << w.from << " to " << w.to; }
};
class WrongBundle : public ::testing::TestWithParam<Wrong> {};
TEST_P(WrongBundle, IsRefusedThoughItsSealFits) {
  EXPECT_THAT(said(changed(GetParam().from, GetParam().to)), HasSubstr(GetParam().said));
}
INSTANTIATE_TEST_SUITE_P(
    Changes, WrongBundle,
    ::testing::Values(Wrong{"bundle 1", "bundle 2", "expected \"postern-collateral-bundle 1\""},
                      Wrong{"entries 2", "entries 3", "no entry"}, Wrong{"entries 2", "entries 1", "expected \"end "},
                      Wrong{"entries 2", "entries 02", "expected the number"}, Wrong{"entries 2", "entries 65537", "expected the number"},
                      Wrong{"entries 2", "entries -1", "expected the number"}, Wrong{"size ", "size 0", "no entry"},
                      Wrong{"size ", "size 99999999", "no entry"}, Wrong{"world", "word!", "expected content with sha256"},
                      Wrong{"\nsize 6\n", "\nsize 5\n", "expected content with sha256"},
                      Wrong{kA, "https://example.org/b", "entries out of order"}, Wrong{kA, "https://example.org/c", "entries out of order"},
                      Wrong{kA, "https://u:p@xample.org", "no entry"}, Wrong{"https://example.org/a", "ftp://example.org/abcd", "no entry"},
                      Wrong{sha256_hex("world"), sha256_hex("word"), "expected content with sha256"},
                      Wrong{"fetched 1790000007", "fetched 999999999999", "no entry"}));

TEST(BundleTest, NothingMayFollow) { EXPECT_THAT(said(good() + "x"), HasSubstr("something follows the end")); }
TEST(BundleTest, TheSealIsChecked) {
  std::string bundle = good();
  bundle[bundle.size() - 2] = bundle[bundle.size() - 2] == '0' ? '1' : '0';
  EXPECT_THAT(said(bundle), HasSubstr("expected \"end "));
}

class ImportTest : public ::testing::Test {
 protected:
  std::string import(const std::vector<BundleEntry>& entries, uint64_t most = 1'000'000) {
    const auto done = import_bundle(entries, allow_list_, kStart + minutes(1), most, store_);
    if (!done.ok()) return std::string(done.status().message());
    return std::to_string(done->added) + " added, " + std::to_string(done->older) + " older";
  }
  const AllowList allow_list_{{"example.org"}};
  MemoryStore store_{1'000'000};
};

TEST_F(ImportTest, FillsAStore) {
  EXPECT_EQ(import(entries()), "2 added, 0 older");
  EXPECT_EQ(text_of(store_.find(kB)), "world");
  EXPECT_EQ(text_of(print_bundle(collect(store_))), good()) << "and out again";
  EXPECT_EQ(import(entries()), "0 added, 2 older");
}

TEST_F(ImportTest, NeverReplacesTheNewerByTheOlder) {
  ASSERT_TRUE(store_.put(kB, page("newer", seconds(8))).ok());
  ASSERT_TRUE(store_.put(kA, page("older", seconds(-8))).ok());
  EXPECT_EQ(import(entries()), "1 added, 1 older");
  EXPECT_EQ(text_of(store_.find(kB)), "newer");
  EXPECT_EQ(text_of(store_.find(kA)), std::string("he\0lo\n", 6));
}

TEST_F(ImportTest, NothingComesInWhenOneIsWrong) {
  std::vector<BundleEntry> foreign = entries();
  foreign.push_back({"https://example.com/", page("x")});
  EXPECT_EQ(import(foreign), "https://example.com/: host example.com is not in [collateral] hosts");
  std::vector<BundleEntry> future = entries();
  future.push_back({"https://example.org/c", page("x", minutes(7))});
  EXPECT_EQ(import(future), "https://example.org/c: was fetched in the future, at 2026-09-21T14:20:20Z");
  EXPECT_EQ(import(entries(), 1000), "needs 1035 bytes; cache_size is 1000");
  EXPECT_TRUE(store_.list().empty());
}

}  // namespace
}  // namespace postern::collateral
