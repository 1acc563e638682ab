// SPDX-License-Identifier: Apache-2.0
#include "common/gce/parse_instance.h"

#include "common/attdoc/bounded_json.h"

namespace postern::gce {
namespace {

using sdk::Result;

constexpr attdoc::JsonLimits kLimits{.bytes = 4096, .values = 64, .depth = 4};

sdk::Failure refused(std::string text) {
  return sdk::Failure::malformed("InstanceInfo: " + std::move(text))
      .about("evidence")
      .spec("Constellation attestation document, InstanceInfo")
      .peer("the attestation document is not valid");
}

Result<void> check_form(const std::string& name, const std::string& member, bool (*fits)(std::string_view)) {
  if (fits(name)) return {};
  return refused(member + " has not the form that Compute Engine gives such names");
}

// text: the member, or an empty text, which is no name.
std::string text(const nlohmann::json& object, const char* member) {
  const nlohmann::json* found = common::find_member(object, member);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Result<Instance> parse_instance(const attdoc::GcpInstance& sent) {
  POSTERN_CHECK(check_form(sent.zone, "zone", is_zone));
  POSTERN_CHECK(check_form(sent.project_id, "project_id", is_project_id));
  POSTERN_CHECK(check_form(sent.instance_name, "instance_name", is_instance_name));
  return Instance{sent.zone, sent.project_id, sent.instance_name};
}

Result<Instance> parse_instance_info(sdk::ByteView bytes) {
  POSTERN_TRY(object, attdoc::parse_json({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, kLimits,
                                         "InstanceInfo"));
  return parse_instance({text(object, "zone"), text(object, "project_id"), text(object, "instance_name")});
}

}  // namespace postern::gce
