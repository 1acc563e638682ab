// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/csr_object.h"

#include <openssl/rand.h>

#include <array>

#include "common/encoding/base64.h"
#include "common/kube/api_answer.h"
#include "postern/sdk/bytes.h"

namespace postern::kube_token {
namespace {

using nlohmann::json;

constexpr std::string_view kPrefix = "postern-kubelet-";
constexpr std::size_t kRandom = 16;  // bytes
constexpr std::size_t kMaxShown = 200;

std::string shown(const std::string& text) {
  std::string out = text.substr(0, kMaxShown);
  for (char& c : out)
    if (c < 0x20 || c > 0x7e) c = '?';
  return out;
}

// condition: the first of that type which holds. A condition without a status holds (certificates.k8s.io/v1).
const json* condition(const json& object, const std::string& type) {
  const json* list = kube::member(object, {"status", "conditions"});
  if (list == nullptr || !list->is_array()) return nullptr;
  for (const json& one : *list) {
    const std::string status = kube::text_member(one, {"status"});
    if (kube::text_member(one, {"type"}) == type && (status.empty() || status == "True")) return &one;
  }
  return nullptr;
}

json spec_of(const CsrOrder& order) {
  return {{"request", encoding::encode_base64(sdk::as_bytes(order.request_pem))},
          {"signerName", order.signer},
          {"usages", order.usages}};
}

}  // namespace

kube::Resource csr_objects() {
  return {.group = "certificates.k8s.io", .version = "v1", .plural = "certificatesigningrequests"};
}

sdk::Result<std::string> draw_csr_name() {
  std::array<unsigned char, kRandom> bits{};
  if (RAND_bytes(bits.data(), static_cast<int>(bits.size())) != 1) return sdk::Failure::internal("OpenSSL has no randomness");
  return std::string(kPrefix) + sdk::to_hex({reinterpret_cast<const std::byte*>(bits.data()), bits.size()});
}

bool is_csr_name(std::string_view text) {
  if (!text.starts_with(kPrefix) || text.size() != kPrefix.size() + 2 * kRandom) return false;
  return text.substr(kPrefix.size()).find_first_not_of("0123456789abcdef") == text.npos;
}

json csr_object(const CsrOrder& order) {
  return {{"apiVersion", "certificates.k8s.io/v1"},
          {"kind", "CertificateSigningRequest"},
          {"metadata",
           {{"name", order.name},
            {"labels", {{"app.kubernetes.io/managed-by", "postern"}}},
            {"annotations", {{"postern-request-id", order.request_id}}}}},
          {"spec", spec_of(order)}};
}

sdk::Result<void> check_same_order(const json& object, const CsrOrder& order) {
  bool is_same = kube::object_name(object) == order.name;
  const json sent = spec_of(order);
  for (const auto& [key, value] : sent.items()) {
    const json* made = kube::member(object, {"spec", key.c_str()});
    is_same = is_same && made != nullptr && *made == value;
  }
  if (is_same) return {};
  return sdk::Failure::denied(POSTERN_REASON_BACKEND_REFUSED)
      .about("certificatesigningrequests.certificates.k8s.io")
      .text("the certificate signing request in the cluster is not the one that was sent; it is not approved");
}

bool is_approved(const json& object) { return condition(object, "Approved") != nullptr; }

json with_approval(json object) {
  if (!object["status"].is_object()) object["status"] = json::object();
  json& conditions = object["status"]["conditions"];
  if (!conditions.is_array()) conditions = json::array();
  conditions.push_back({{"type", "Approved"},
                        {"status", "True"},
                        {"reason", "PosternAttested"},
                        {"message", "The machine that asks was attested by Postern."}});
  return object;
}

sdk::Result<void> check_not_refused(const json& object) {
  for (const char* type : {"Denied", "Failed"}) {
    const json* found = condition(object, type);
    if (found == nullptr) continue;
    return sdk::Failure::denied(POSTERN_REASON_BACKEND_REFUSED)
        .about("certificatesigningrequests.certificates.k8s.io")
        .expected("Approved")
        .observed(type)
        .text("the certificate signing request is " + std::string(type) + ": " +
              shown(kube::text_member(*found, {"reason"})) + ": " + shown(kube::text_member(*found, {"message"})));
  }
  return {};
}

sdk::Result<std::optional<std::string>> issued_certificate(const json& object) {
  const std::string text = kube::text_member(object, {"status", "certificate"});
  if (text.empty()) return std::optional<std::string>();
  const auto bytes = encoding::decode_base64(text);
  if (!bytes) return sdk::Failure::unavailable("the API server's status.certificate is not base64");
  return std::optional(std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size()));
}

}  // namespace postern::kube_token
