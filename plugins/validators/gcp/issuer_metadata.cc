// SPDX-License-Identifier: Apache-2.0
#include "validators/gcp/issuer_metadata.h"

namespace postern::gcp {
namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::size_t kLongestAnswer = 1024;  // bytes

// fetch_name: a name of the right form; what stands before the last '/' of the answer is left out.
Result<std::string> fetch_name(const sdk::Call& call, const std::string& url, bool (*is_name)(std::string_view)) {
  POSTERN_TRY(answer, call.fetch({.url = url, .max_bytes = kLongestAnswer, .headers = "Metadata-Flavor: Google"}));
  std::string_view text(reinterpret_cast<const char*>(answer.data()), answer.size());
  text = text.substr(text.rfind('/') + 1);
  if (is_name(text)) return std::string(text);
  return Failure(POSTERN_UNAVAILABLE, POSTERN_REASON_COLLATERAL_INVALID)
      .about(url)
      .text("the answer of " + url + " is no name of Compute Engine");
}

}  // namespace

Result<gce::Instance> fetch_instance(const sdk::Call& call, const std::string& metadata_url) {
  const std::string base = metadata_url + "/computeMetadata/v1/";
  POSTERN_TRY(project, fetch_name(call, base + "project/project-id", gce::is_project_id));
  POSTERN_TRY(zone, fetch_name(call, base + "instance/zone", gce::is_zone));
  POSTERN_TRY(name, fetch_name(call, base + "instance/name", gce::is_instance_name));
  return gce::Instance{std::move(zone), std::move(project), std::move(name)};
}

// The names' form leaves nothing to be escaped.
std::string write_instance(const gce::Instance& instance) {
  return "{\"zone\":\"" + instance.zone + "\",\"project_id\":\"" + instance.project_id + "\",\"instance_name\":\"" +
         instance.instance_name + "\"}";
}

}  // namespace postern::gcp
