// SPDX-License-Identifier: Apache-2.0
#include "common/kube/access_rights.h"

#include "common/kube/api_answer.h"

namespace postern::kube {
namespace {

using nlohmann::json;

const Resource kReviews{"authorization.k8s.io", "v1", "", "selfsubjectaccessreviews"};

json review_of(const Right& right) {
  json asked = {{"verb", right.verb}, {"resource", right.resource.plural}};
  const Resource& of = right.resource;
  if (!of.group.empty()) asked["group"] = of.group;
  if (!of.space.empty()) asked["namespace"] = of.space;
  if (!of.name.empty()) asked["name"] = of.name;
  if (!of.subresource.empty()) asked["subresource"] = of.subresource;
  return {{"apiVersion", "authorization.k8s.io/v1"},
          {"kind", "SelfSubjectAccessReview"},
          {"spec", {{"resourceAttributes", std::move(asked)}}}};
}

}  // namespace

sdk::Result<void> check_rights(sdk::Call& call, ApiClient& client, const std::vector<Right>& rights) {
  std::string missing;
  for (const Right& right : rights) {
    POSTERN_TRY(review, client.post(call, kReviews, review_of(right)));
    if (says_allowed(review)) continue;
    missing += (missing.empty() ? "" : ", nor ") + right.verb + " " + right.resource.text();
  }
  if (missing.empty()) return {};
  POSTERN_TRY(access, client.access(call));
  return sdk::Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_BACKEND_REFUSED)
      .about(missing)
      .observed("SelfSubjectAccessReview: not allowed")
      .text("API server " + access.server.authority + " refuses: this gate may not " + missing +
            " (by SelfSubjectAccessReview)");
}

}  // namespace postern::kube
