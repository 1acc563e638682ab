// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "common/gce/parse_instance.h"
#include "fuzz/tpm2/require.h"
#include "validators/gcp/compute_api.h"

using namespace postern;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const sdk::ByteView whole = fuzz::input(data, size);
  const auto parsed = gce::parse_instance_info(whole);
  if (!parsed.ok()) {
    fuzz::require(parsed.failure().code() == POSTERN_REASON_EVIDENCE_MALFORMED, "a refusal is a denial for that reason");
    return 0;
  }
  const gce::Instance& instance = parsed.value();
  const auto json = nlohmann::json::parse(data, data + size, nullptr, false);
  fuzz::require(json["zone"] == instance.zone && json["project_id"] == instance.project_id &&
                    json["instance_name"] == instance.instance_name,
                "the names are those that were sent");
  const std::string url = gcp::identity_url("https://host", instance);
  fuzz::require(std::count(url.begin(), url.end(), '/') == 11, "names add no steps to the path");
  fuzz::require(url.find("..") == std::string::npos && url.find_first_of("?#%@\\ \"<>\r\n") == std::string::npos,
                "names end or escape nothing in the URL");
  return 0;
}
