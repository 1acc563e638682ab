// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/kubelet_cert/csr_api_issuer.h"

#include <algorithm>
#include <thread>

#include "backends/kube-token/kubelet_cert/verify_issued.h"

namespace postern::kube_token {
namespace {

using nlohmann::json;
using sdk::Failure;
using sdk::Result;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr int kMaxApprovals = 5;  // attempts, while others change the object
constexpr milliseconds kFirstPause(50), kLongestPause(1000), kSlice(20);

// deadline: what the call has left, less a tenth, so that this answers before the host gives up.
Clock::time_point deadline(const sdk::Call& call) { return Clock::now() + call.remaining() / 10 * 9; }

// pause: until then or shortly before the deadline; false when the call was cancelled meanwhile.
bool pause(const sdk::Call& call, milliseconds time, Clock::time_point until) {
  const auto end = std::min(Clock::now() + time, until);
  while (Clock::now() < end) {
    if (call.cancelled()) return false;
    std::this_thread::sleep_for(std::min<Clock::duration>(kSlice, end - Clock::now()));
  }
  return !call.cancelled();
}

Result<void> check_signable(const csr::NodeCsr& request) {
  if (request.names().addresses.empty() && request.names().others == 0) return {};
  return csr::refuse("csr.extensions", std::string(kKubeletSigner) + " signs no request with subject alternative names; "
                                       "let the node ask without, or name another signer")
      .expected("no subject alternative names")
      .observed(std::to_string(request.names().addresses.size() + request.names().others))
      .spec("Kubernetes: Certificates and Certificate Signing Requests, Kubernetes signers");
}

}  // namespace

Result<std::unique_ptr<CertificateIssuer>> CsrApiIssuer::create(CsrApiConfig config) {
  POSTERN_TRY(client, kube::create_client(std::move(config.access)));
  return std::unique_ptr<CertificateIssuer>(
      std::make_unique<CsrApiIssuer>(std::move(client), std::move(config.signer), std::move(config.signer_ca)));
}

Result<std::string> CsrApiIssuer::authority(sdk::Call& call) const {
  if (!signer_ca_.empty()) return signer_ca_;
  POSTERN_TRY(access, client_->access(call));
  return std::move(access.ca);
}

Result<json> CsrApiIssuer::approve(sdk::Call& call, json object, const CsrOrder& order) {
  const kube::Resource resource = csr_objects().named(order.name);
  for (int attempts = 1;; ++attempts) {
    POSTERN_CHECK(check_same_order(object, order));
    POSTERN_CHECK(check_not_refused(object));
    if (is_approved(object)) return object;
    auto approved = client_->put(call, resource.part("approval"), with_approval(object));
    if (approved.ok() || attempts == kMaxApprovals || !kube::is_conflict(approved.failure())) return approved;
    POSTERN_TRY(changed, client_->get(call, resource));
    object = std::move(changed);
  }
}

Result<std::string> CsrApiIssuer::await(sdk::Call& call, json object, const CsrOrder& order) {
  const auto until = deadline(call);
  milliseconds time = kFirstPause;
  for (;;) {
    POSTERN_CHECK(check_not_refused(object));
    POSTERN_TRY(certificate, issued_certificate(object));
    if (certificate) return *std::move(certificate);
    if (Clock::now() >= until)
      return Failure(POSTERN_DEADLINE_EXCEEDED, POSTERN_REASON_BACKEND_UNAVAILABLE)
          .about(signer_)
          .text("signer " + signer_ + " has not signed " + order.name + ", which is approved");
    if (!pause(call, time, until))
      return Failure(POSTERN_CANCELLED, POSTERN_REASON_BACKEND_UNAVAILABLE).text("cancelled while waiting for the signer");
    time = std::min(time * 2, kLongestPause);
    POSTERN_TRY(now, client_->get(call, csr_objects().named(order.name)));
    object = std::move(now);
  }
}

Result<std::string> CsrApiIssuer::issue(sdk::Call& call, const csr::NodeCsr& request, std::string_view request_id) {
  if (is_built_in()) POSTERN_CHECK(check_signable(request));
  POSTERN_TRY(ca, authority(call));
  POSTERN_TRY(name, draw_csr_name());
  CsrOrder order{name, signer_, request.verified().csr().pem(),
                 {"digital signature", "key encipherment", "client auth"}, std::string(request_id)};
  if (!is_built_in()) order.usages.push_back("server auth");
  POSTERN_CHECK(call.effect(order.name));
  POSTERN_TRY(created, client_->post(call, csr_objects(), csr_object(order)));
  POSTERN_TRY(approved, approve(call, std::move(created), order));
  POSTERN_TRY(certificate, await(call, std::move(approved), order));
  return verify_issued(certificate, {request, ca, !is_built_in()}, call.now());
}

Result<void> CsrApiIssuer::revoke(sdk::Call& call, const std::string& effect) {
  if (!is_csr_name(effect)) return Failure::internal("asked to revoke what is no certificate signing request of ours");
  const auto removed = client_->remove(call, csr_objects().named(effect));
  if (removed.ok() || kube::is_not_found(removed.failure())) return {};
  return removed.failure();
}

Result<void> CsrApiIssuer::self_test(sdk::Call& call) {
  const kube::Resource objects = csr_objects();
  kube::Resource approval = objects, signer = objects;
  approval.subresource = "approval";
  signer.plural = "signers";
  signer.name = signer_;
  return kube::check_rights(call, *client_, {{"create", objects},
                                             {"get", objects},
                                             {"delete", objects},
                                             {"update", approval},
                                             {"approve", signer}});
}

}  // namespace postern::kube_token
