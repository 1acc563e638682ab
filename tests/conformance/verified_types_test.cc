// SPDX-License-Identifier: Apache-2.0
//
// Security rule 2: what was verified is what is used. Whoever holds one of these types got it from the function that
// verifies; nothing else makes one, and policy takes nothing else. Mostly checked when this file is compiled.

#include <gtest/gtest.h>

#include <type_traits>
#include <utility>
#include <vector>

#include "common/attdoc/verify_document.h"
#include "common/azure/verify_runtime_data.h"
#include "common/gce/check_firmware.h"
#include "common/gce/verify_ak_certificate.h"
#include "common/snp/check_report.h"
#include "common/tpm2/check_measurements.h"
#include "common/tpm2/verify_event_log.h"
#include "common/tpm2/verify_quote.h"
#include "common/x509/check_revocation.h"
#include "host/attest/chain.h"
#include "host/pipeline/run.h"
#include "validators/gcp/ak_trust.h"

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
static_assert(kOnlyMadeByVerifying<postern::x509::VerifiedChain, postern::x509::Certificate>);
static_assert(kOnlyMadeByVerifying<postern::x509::VerifiedCrl, postern::x509::CrlPtr>);
static_assert(kOnlyMadeByVerifying<postern::snp::VerifiedVek, postern::snp::VekCertificate, postern::x509::VerifiedChain>);
static_assert(kOnlyMadeByVerifying<postern::snp::VerifiedReport, postern::snp::Report, postern::snp::VerifiedVek>);
static_assert(!std::is_constructible_v<postern::snp::VerifiedReport, postern::snp::Report, postern::snp::VekCertificate>);
static_assert(kOnlyMadeByVerifying<postern::azure::VerifiedRuntimeData, postern::azure::RuntimeData>);
static_assert(kOnlyMadeByVerifying<postern::gce::VerifiedAkCertificate, postern::gce::InstanceExtension>);
static_assert(kOnlyMadeByVerifying<postern::gce::VerifiedFirmware, postern::tpm2::EventLog>);
static_assert(kOnlyMadeByVerifying<postern::gcp::TrustedInstance, postern::gce::Instance>);
static_assert(kOnlyMadeByVerifying<postern::attest::Verified, postern::attest::Evidence, postern::attest::Claims>);

template <typename T>
concept TakenByMeasurementPolicy = requires(T given) {
  postern::tpm2::check_measurements(given, std::declval<const postern::tpm2::MeasurementPolicy&>(),
                                    std::declval<std::chrono::sys_time<std::chrono::nanoseconds>>());
};
static_assert(TakenByMeasurementPolicy<const VerifiedQuote&>);
static_assert(!TakenByMeasurementPolicy<postern::tpm2::PcrBank> && !TakenByMeasurementPolicy<postern::tpm2::Quote>);

template <typename T>
concept TakenByReportPolicy =
    requires(T given) { postern::snp::check_report(given, std::declval<const postern::snp::SnpPolicy&>()); };
static_assert(TakenByReportPolicy<const postern::snp::VerifiedReport&>);
static_assert(!TakenByReportPolicy<postern::snp::Report>);

template <typename T>
concept TakenByFirmwarePolicy =
    requires(T given) { postern::gce::check_firmware(given, std::declval<const postern::gce::FirmwarePolicy&>()); };
static_assert(TakenByFirmwarePolicy<const postern::gce::VerifiedFirmware&>);
static_assert(!TakenByFirmwarePolicy<postern::tpm2::ReplayedLog>);

template <typename T>
concept TakenByRevocation = requires(T given, const postern::x509::VerifiedCrl& list) { postern::x509::check_revocation(given, list); };
static_assert(TakenByRevocation<const postern::x509::VerifiedChain&>);
static_assert(!TakenByRevocation<std::vector<postern::x509::Certificate>>);

template <typename T>
concept TakenByTicketPolicy = requires(T given) {
  postern::pipeline::run(std::declval<const postern::pipeline::Pipeline&>(), std::declval<const postern::pipeline::Request&>(),
                         given, postern::attest::Time{}, std::declval<postern::attest::Journal&>());
};
static_assert(TakenByTicketPolicy<const postern::attest::Verified&>);
static_assert(!TakenByTicketPolicy<postern::attest::Evidence> && !TakenByTicketPolicy<postern::attest::Claims>);

TEST(SecurityRule2, VerifiedTypesAreOnlyMadeByVerifying) { SUCCEED() << "the compiler has checked it"; }

}  // namespace
