// SPDX-License-Identifier: Apache-2.0
//
// Security rule 2: what was verified is what is used. Whoever holds one of these types got it from the function that
// verifies; nothing else makes one, and policy takes nothing else. Mostly checked when this file is compiled.

#include <gtest/gtest.h>

#include <type_traits>
#include <utility>

#include "common/attdoc/verify_document.h"
#include "common/tpm2/check_measurements.h"
#include "common/tpm2/verify_event_log.h"
#include "common/tpm2/verify_quote.h"
#include "host/attest/chain.h"
#include "host/pipeline/run.h"

namespace {

using postern::attdoc::VerifiedDocument;
using postern::tpm2::VerifiedQuote;

template <typename T, typename... Raw>
constexpr bool kOnlyMadeByVerifying = !std::is_default_constructible_v<T> && !std::is_aggregate_v<T> &&
                                      (!std::is_constructible_v<T, Raw> && ...) && (!std::is_convertible_v<Raw, T> && ...);

static_assert(kOnlyMadeByVerifying<VerifiedQuote, postern::tpm2::Quote, postern::tpm2::PcrBank>);
static_assert(!std::is_constructible_v<VerifiedQuote, postern::tpm2::PcrBank, postern::tpm2::Attest>);
static_assert(kOnlyMadeByVerifying<VerifiedDocument, postern::attdoc::Document, VerifiedQuote>);
static_assert(kOnlyMadeByVerifying<postern::tpm2::ReplayedLog, postern::tpm2::EventLog>);
static_assert(kOnlyMadeByVerifying<postern::tpm2::AttestationKey, postern::tpm2::PublicKey>);
static_assert(kOnlyMadeByVerifying<postern::attest::Verified, postern::attest::Evidence, postern::attest::Claims>);

template <typename T>
concept TakenByMeasurementPolicy = requires(T given) {
  postern::tpm2::check_measurements(given, std::declval<const postern::tpm2::MeasurementPolicy&>(),
                                    std::declval<std::chrono::sys_time<std::chrono::nanoseconds>>());
};
static_assert(TakenByMeasurementPolicy<const VerifiedQuote&>);
static_assert(!TakenByMeasurementPolicy<postern::tpm2::PcrBank> && !TakenByMeasurementPolicy<postern::tpm2::Quote>);

template <typename T>
concept TakenByTicketPolicy = requires(T given) {
  postern::pipeline::run(std::declval<const postern::pipeline::Pipeline&>(), std::declval<const postern::pipeline::Request&>(),
                         given, postern::attest::Time{}, std::declval<postern::attest::Journal&>());
};
static_assert(TakenByTicketPolicy<const postern::attest::Verified&>);
static_assert(!TakenByTicketPolicy<postern::attest::Evidence> && !TakenByTicketPolicy<postern::attest::Claims>);

TEST(SecurityRule2, VerifiedTypesAreOnlyMadeByVerifying) { SUCCEED() << "the compiler has checked it"; }

}  // namespace
