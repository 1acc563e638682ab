// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bundle: kept pages in one file, for sites whose gate reaches no network. It holds public collateral only: never a
// credential, nor the answer to one. The same pages give the same bytes. Format, version 1:
//
//   postern-collateral-bundle 1\n
//   entries N\n                           N in decimal, at most kMostEntries
//   then N entries, in ascending order of their URLs (bytes compared), no URL twice:
//     size S\n                            bytes of the entry's head, in decimal
//     the head, S bytes                   as print_index_entry writes it: URL, time, size and SHA-256 of the content
//     the content                         as many bytes as the head says
//   end H\n                               SHA-256 of everything before this line, in lower-case hexadecimal
//
// Numbers have neither signs nor leading zeros. Nothing follows. A bundle is whole and exactly so, or it is refused.

#include <absl/status/statusor.h>

#include <string>
#include <vector>

#include "host/collateral/allow_list.h"
#include "host/collateral/page_store.h"

namespace postern::collateral {

inline constexpr uint64_t kMostEntries = 65'536;
inline constexpr uint64_t kLongestBundle = 512ull * 1024 * 1024;  // bytes

struct BundleEntry {
  std::string url;
  PagePtr page;
};

// print_bundle: entries in any order, no URL twice.
attest::ByteVector print_bundle(std::vector<BundleEntry> entries);

// parse_bundle: the entries, whose contents have the digests that they claim. INVALID_ARGUMENT says what is wrong.
absl::StatusOr<std::vector<BundleEntry>> parse_bundle(attest::ByteView bytes);

// collect: everything in the store that is whole.
std::vector<BundleEntry> collect(PageStore& store);

struct Imported {
  std::size_t added = 0;  // also in place of older pages
  std::size_t older = 0;  // left out: the store had a page that is as new
};

// import_bundle: puts the entries into the store. Before the first is put, all are looked at: INVALID_ARGUMENT when one
// is of a host that may not be contacted, or from the future (by more than five minutes), or all together do not fit
// into most_bytes. Errors of the store as they are.
absl::StatusOr<Imported> import_bundle(const std::vector<BundleEntry>& entries, const AllowList& allow_list, Time now,
                                       uint64_t most_bytes, PageStore& store);

}  // namespace postern::collateral
