// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/csr_object.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/kube/fixture.h"

namespace postern::kube_token {
namespace {

using nlohmann::json;

const CsrOrder kOrder{"postern-kubelet-x", "a/b", "PEM", {"client auth"}, "request-1"};

json with_condition(json condition) { return {{"status", {{"conditions", json::array({std::move(condition)})}}}}; }

TEST(CsrObject, IsWhatTheApiWants) {
  const json object = csr_object(kOrder);
  EXPECT_EQ(object["apiVersion"], "certificates.k8s.io/v1");
  EXPECT_EQ(object["kind"], "CertificateSigningRequest");
  EXPECT_EQ(object["metadata"]["name"], "postern-kubelet-x");
  EXPECT_EQ(object["metadata"]["annotations"]["postern-request-id"], "request-1");
  EXPECT_EQ(object["spec"], json({{"request", kube::base64("PEM")}, {"signerName", "a/b"}, {"usages", {"client auth"}}}));
}

TEST(CsrObject, NamesAreDrawn) {
  const auto first = draw_csr_name(), second = draw_csr_name();
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(first.value(), second.value());
  EXPECT_TRUE(is_csr_name(first.value()));
  const std::vector<std::string> others{"", "postern-kubelet-", first.value() + "0", "x" + first.value(),
                                        "postern-kubelet-../../../../../secrets/x12345678"};
  for (const std::string& bad : others)
    EXPECT_FALSE(is_csr_name(bad)) << bad;
}

TEST(CsrObject, IsComparedWithWhatWasSent) {
  const json object = csr_object(kOrder);
  EXPECT_TRUE(check_same_order(object, kOrder).ok());
  json more = object;
  more["spec"]["username"] = "gate";  // the server adds who asked
  more["spec"]["groups"] = {"system:authenticated"};
  EXPECT_TRUE(check_same_order(more, kOrder).ok());
  for (const std::string pointer : {"/metadata/name", "/spec/request", "/spec/signerName", "/spec/usages/0"}) {
    json changed = object;
    changed[json::json_pointer(pointer)] = "other";
    kube::expect_failure(check_same_order(changed, kOrder), POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
  }
  json added = object;
  added["spec"]["usages"].push_back("any");
  EXPECT_FALSE(check_same_order(added, kOrder).ok());
  EXPECT_FALSE(check_same_order(json::object(), kOrder).ok());
}

TEST(CsrObject, IsApprovedByACondition) {
  EXPECT_FALSE(is_approved(json::object()));
  EXPECT_FALSE(is_approved(with_condition({{"type", "Approved"}, {"status", "False"}})));
  EXPECT_TRUE(is_approved(with_condition({{"type", "Approved"}, {"status", "True"}})));
  EXPECT_TRUE(is_approved(with_approval(csr_object(kOrder))));
  EXPECT_TRUE(is_approved(with_approval(with_condition({{"type", "Other"}}))));
}

TEST(CsrObject, SaysWhyItWasRefused) {
  for (const std::string type : {"Denied", "Failed"}) {
    for (const json& status : {json("True"), json(nullptr)}) {
      json condition = {{"type", type}, {"reason", "Because"}, {"message", "no\nway"}};
      if (!status.is_null()) condition["status"] = status;
      const auto checked = check_not_refused(with_condition(condition));
      kube::expect_failure(checked, POSTERN_DENIED, POSTERN_REASON_BACKEND_REFUSED);
      EXPECT_EQ(checked.failure().observed(), type);
      EXPECT_THAT(checked.failure().operator_text(), testing::HasSubstr("Because: no?way"));
    }
  }
  EXPECT_TRUE(check_not_refused(with_condition({{"type", "Denied"}, {"status", "False"}})).ok());
  EXPECT_TRUE(check_not_refused(json::object()).ok());
}

TEST(CsrObject, HoldsTheCertificateInBase64) {
  EXPECT_FALSE(issued_certificate(json::object()).value().has_value());
  EXPECT_FALSE(issued_certificate({{"status", {{"certificate", ""}}}}).value().has_value());
  EXPECT_EQ(issued_certificate({{"status", {{"certificate", kube::base64("PEM")}}}}).value(), "PEM");
  kube::expect_failure(issued_certificate({{"status", {{"certificate", "?"}}}}), POSTERN_UNAVAILABLE,
                       POSTERN_REASON_BACKEND_UNAVAILABLE);
}

}  // namespace
}  // namespace postern::kube_token
