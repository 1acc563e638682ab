// SPDX-License-Identifier: Apache-2.0
#pragma once

// CertificateSigningRequest objects (certificates.k8s.io/v1) as this component writes and reads them.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/kube/resource.h"
#include "postern/sdk/result.h"

namespace postern::kube_token {

// csr_objects: the collection.
kube::Resource csr_objects();

// draw_csr_name: "postern-kubelet-" and 128 random bits in hex. Errors: internal. is_csr_name: whether it is one.
sdk::Result<std::string> draw_csr_name();
bool is_csr_name(std::string_view text);

// CsrOrder: what is asked of the signer.
struct CsrOrder {
  std::string name, signer;
  std::string request_pem;
  std::vector<std::string> usages;  // as in spec.usages: "client auth"
  std::string request_id;           // of the gate; in an annotation, for people
};

nlohmann::json csr_object(const CsrOrder& order);

// check_same_order: the server made the object that was sent: name, signer, request and usages. Whoever changes objects on
// their way (admission webhooks) must not have something else approved. Errors: denied, BACKEND_REFUSED.
sdk::Result<void> check_same_order(const nlohmann::json& object, const CsrOrder& order);

// is_approved: a condition says so. with_approval: the object with one that does.
bool is_approved(const nlohmann::json& object);
nlohmann::json with_approval(nlohmann::json object);

// check_not_refused: no condition says Denied or Failed. Errors: denied, BACKEND_REFUSED, with the condition's reason and
// message as far as they can stand in a log line.
sdk::Result<void> check_not_refused(const nlohmann::json& object);

// issued_certificate: status.certificate decoded; nothing as long as there is none. Errors: unavailable, when it is not
// base64.
sdk::Result<std::optional<std::string>> issued_certificate(const nlohmann::json& object);

}  // namespace postern::kube_token
