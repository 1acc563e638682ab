// SPDX-License-Identifier: Apache-2.0
//
// What was verified is what is used: whoever holds one of these types got it from the function that verifies.
// Checked when this file is compiled.
#include <gtest/gtest.h>

#include <type_traits>

#include "common/snp/verify_evidence.h"
#include "common/x509/check_revocation.h"

namespace postern::snp {
namespace {

template <typename T, typename... Raw>
constexpr bool kOnlyMadeByVerifying =
    !std::is_default_constructible_v<T> && !std::is_aggregate_v<T> && !std::is_constructible_v<T, Raw...> &&
    (!std::is_constructible_v<T, Raw> && ...) && (!std::is_convertible_v<Raw, T> && ...);

static_assert(
    kOnlyMadeByVerifying<x509::VerifiedChain, x509::Certificate, std::vector<x509::Certificate>, x509::Pin>);
static_assert(kOnlyMadeByVerifying<x509::VerifiedCrl, x509::CrlPtr, x509::Pin>);
static_assert(kOnlyMadeByVerifying<VerifiedVek, VekCertificate, x509::VerifiedChain>);
static_assert(kOnlyMadeByVerifying<VerifiedReport, Report, VekCertificate>);
static_assert(!std::is_constructible_v<VerifiedReport, Report, VerifiedVek>);

template <typename Chain, typename List>
concept CheckedForRevocation = requires(Chain chain, List list) {
  x509::check_revocation(chain, list);
};
static_assert(CheckedForRevocation<const x509::VerifiedChain&, const x509::VerifiedCrl&>);
static_assert(!CheckedForRevocation<const x509::VerifiedChain&, x509::CrlPtr>);
static_assert(!CheckedForRevocation<const x509::Certificate&, const x509::VerifiedCrl&>);

TEST(SnpTrust, VerifiedTypesAreOnlyMadeByVerifying) { SUCCEED() << "the compiler has checked it"; }

}  // namespace
}  // namespace postern::snp
