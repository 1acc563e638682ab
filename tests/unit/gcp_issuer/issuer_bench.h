// SPDX-License-Identifier: Apache-2.0
#pragma once

// IssuerBench: the issuers on a GcpVm and a recording host, and the validators that judge what they make.

#include "common/attdoc/parse_document.h"
#include "common/attdoc/parse_snp_instance_info.h"
#include "support/gcp_vm.h"
#include "support/recording_host.h"
#include "unit/tpm2/failure_matchers.h"
#include "validators/gcp/sev_es_issuer.h"
#include "validators/gcp/sev_es_validator.h"
#include "validators/gcp/sev_snp_issuer.h"
#include "validators/gcp/sev_snp_validator.h"

namespace postern::gcp {

using nlohmann::json;
using test::DeniedWith;
using test::MisconfiguredAt;
using test::Succeeds;

inline const sdk::ByteVector kNonce(32, std::byte{0x11}), kKey(32, std::byte{0x22});
inline const std::string kMetadata = "http://metadata.test";
inline const std::string kProjectUrl = kMetadata + "/computeMetadata/v1/project/project-id";
inline const std::string kZoneUrl = kMetadata + "/computeMetadata/v1/instance/zone";
inline const std::string kNameUrl = kMetadata + "/computeMetadata/v1/instance/name";

class IssuerBench : public testing::Test {
 protected:
  explicit IssuerBench(uint8_t technology) : vm_(technology) {
    host_.now = std::chrono::sys_seconds(std::chrono::seconds(test::kPkiNow));
    config_ = {{"tcti", vm_.tpm().tcti()}, {"event_log", vm_.event_log()}, {"metadata_url", kMetadata}};
    host_.pages[kProjectUrl] = vm_.facts.instance.project_id;
    host_.pages[kZoneUrl] = "projects/111222333444/zones/" + vm_.facts.instance.zone;
    host_.pages[kNameUrl] = vm_.facts.instance.instance_name;
    test::serve_compute_api(host_.pages, vm_.facts);
    host_.pages[test::kComputeUrl + test::compute_api_path(vm_.facts.instance)] = vm_.compute_api_answer();
  }

  template <typename Issuer>
  sdk::Result<std::string> issue_as(std::string_view type) {
    host_.fields.clear();
    host_.requests.clear();
    sdk::Call call = host_.call();
    POSTERN_TRY(parsed, Issuer::read_config(config_.dump()));
    POSTERN_TRY(issuer, Issuer::create(call, std::move(parsed)));
    POSTERN_CHECK(issuer->issue(call, {type, kNonce, kKey}));
    return host_.field("evidence");
  }
  template <typename Validator>
  sdk::Judgement judge_as(std::string_view type, const std::string& document, const json& config) {
    host_.claims.clear();
    sdk::Call call = host_.call();
    POSTERN_TRY(parsed, Validator::read_config(config.dump()));
    POSTERN_TRY(validator, Validator::create(call, std::move(parsed)));
    return validator->validate(call, {type, sdk::as_bytes(document), kNonce, kKey});
  }

  test::GcpVm vm_;
  test::RecordingHost host_;
  json config_;
};

}  // namespace postern::gcp
