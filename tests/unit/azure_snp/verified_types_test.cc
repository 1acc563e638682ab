// SPDX-License-Identifier: Apache-2.0
//
// Verified types cannot be made by anything but verifying; checked by the compiler.
#include <gtest/gtest.h>

#include <type_traits>

#include "common/azure/check_ak.h"
#include "validators/azure-snp/check_maa_claims.h"

namespace postern {
namespace {

static_assert(!std::is_default_constructible_v<azure::VerifiedRuntimeData>);
static_assert(!std::is_constructible_v<azure::VerifiedRuntimeData, azure::RuntimeData>);
static_assert(!std::is_default_constructible_v<jose::VerifiedToken>);
static_assert(!std::is_constructible_v<jose::VerifiedToken, nlohmann::json>);
static_assert(!std::is_constructible_v<jose::VerifiedToken, jose::Token>);

// Checks take verified things only.
static_assert(!std::is_invocable_v<decltype(azure::check_ak), const tpm2::PublicKey&, const azure::RuntimeData&>);
static_assert(!std::is_invocable_v<decltype(azure::verify_runtime_data), sdk::ByteView, const snp::Report&>);
static_assert(!std::is_invocable_v<decltype(azure_snp::check_maa_claims), const nlohmann::json&,
                                   const snp::VerifiedReport&, sdk::ByteView>);
static_assert(!std::is_invocable_v<decltype(azure_snp::check_maa_claims), const jose::VerifiedToken&, const snp::Report&,
                                   sdk::ByteView>);

TEST(SecurityRule2, AzureTypesAreMadeByVerifyingOnly) { SUCCEED() << "checked at compile time"; }

}  // namespace
}  // namespace postern
