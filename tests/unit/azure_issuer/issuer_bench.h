// SPDX-License-Identifier: Apache-2.0
#pragma once

// IssuerBench: the issuer on an AzureVm and a recording host, and the validator that judges what it makes.

#include "common/attdoc/parse_document.h"
#include "common/attdoc/parse_snp_instance_info.h"
#include "support/azure_vm.h"
#include "support/maa_stand_in.h"
#include "support/recording_host.h"
#include "unit/tpm2/failure_matchers.h"
#include "validators/azure-snp/issuer.h"
#include "validators/azure-snp/validator.h"

namespace postern::azure_snp {

using nlohmann::json;
using test::DeniedWith;
using test::MisconfiguredAt;
using test::Succeeds;

inline const sdk::ByteVector kNonce(32, std::byte{0x11}), kKey(32, std::byte{0x22});
inline const std::string kImds = "http://imds.test";
inline const std::string kThimUrl = kImds + "/metadata/THIM/amd/certification";
inline const std::string kMaaAttestUrl = std::string(test::kMaaUrl) + "/attest/AzureGuest?api-version=2020-10-01";

class IssuerBench : public testing::Test {
 protected:
  IssuerBench() {
    host_.now = test::kAzureNow;
    config_ = {{"tcti", vm_.tpm().tcti()}, {"event_log", "none"}, {"imds_url", kImds}, {"kds", test::kKdsUrl}};
    host_.pages[kThimUrl] = thim_.dump();
  }

  sdk::Result<std::string> issue() {
    host_.fields.clear();
    host_.requests.clear();
    sdk::Call call = host_.call();
    POSTERN_TRY(parsed, AzureSnpIssuer::read_config(config_.dump()));
    POSTERN_TRY(issuer, AzureSnpIssuer::create(call, std::move(parsed)));
    POSTERN_CHECK(issuer->issue(call, {"azure-sev-snp", kNonce, kKey}));
    return host_.field("evidence");
  }

  sdk::Judgement judge(const std::string& document, const json& config) {
    host_.claims.clear();
    sdk::Call call = host_.call();
    POSTERN_TRY(parsed, AzureSnpValidator::read_config(config.dump()));
    POSTERN_TRY(validator, AzureSnpValidator::create(call, std::move(parsed)));
    return validator->validate(call, {"azure-sev-snp", sdk::as_bytes(document), kNonce, kKey});
  }
  sdk::Judgement judge(const std::string& document) { return judge(document, test::azure_snp_config(vm_.facts)); }

  static attdoc::SnpInstanceInfo info_of(const std::string& document) {
    return attdoc::parse_snp_instance_info(*attdoc::parse_document(document).value().instance_info).take();
  }
  // signed_part: of a report; its signature is never the same twice.
  static sdk::ByteVector signed_part(const sdk::ByteVector& report) {
    return sdk::to_vector(sdk::ByteView(report).first(test::kSignedReportSize));
  }
  std::size_t fetched(const std::string& url_start) const {
    std::size_t count = 0;
    for (const auto& request : host_.requests) count += request.url.starts_with(url_start) ? 1 : 0;
    return count;
  }

  test::AzureVm vm_;
  const json thim_ = vm_.thim_answer();  // kept, since signatures are never the same twice
  test::RecordingHost host_;
  json config_;
};

}  // namespace postern::azure_snp
