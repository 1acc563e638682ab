// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tests of kubelet-cert have in common.

#include <gtest/gtest.h>

#include "backends/kube-token/kubelet_cert/kubelet_cert.h"
#include "common/csr/parse_csr.h"
#include "support/child_process.h"
#include "support/csr_builder.h"
#include "support/csr_signer.h"
#include "support/temp_dir.h"
#include "unit/kube/client_fixture.h"

namespace postern::kube_token {

using kube::expect_failure;
using nlohmann::json;

inline csr::NodeCsr node_csr(const test::CsrSpec& spec = {}) {
  const std::string der = test::make_csr(spec).der;
  return csr::check_node_csr(csr::verify_csr(csr::parse_csr(sdk::as_bytes(der)).take()).take()).take();
}

class KubeletCertTest : public kube::ClientTest {
 protected:
  KubeletCertTest() {
    // Certificates of the test's CA are valid by the real clock.
    host_.now = std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now());
  }

  std::unique_ptr<KubeletCert> make(const json& config) {
    auto read = KubeletCert::read_config(config.dump());
    EXPECT_TRUE(read.ok()) << (read.ok() ? "" : read.failure().operator_text());
    if (!read.ok()) return nullptr;
    auto call = host_.call();
    auto made = KubeletCert::create(call, read.take());
    EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.failure().operator_text());
    return made.ok() ? made.take() : nullptr;
  }

  sdk::Result<void> contribute(KubeletCert& backend, const std::string& request_der,
                               const std::vector<std::string>& wanted = {"kubelet_cert"}) {
    host_.fields.clear();
    host_.effects.clear();
    const postern_field field{sdk::raw(std::string_view("certificate_request")), {},
                              {POSTERN_TYPE_BYTES, 0, 0, sdk::raw(std::string_view(request_der))}};
    std::vector<postern_bytes> names;
    for (const std::string& name : wanted) names.push_back(sdk::raw(std::string_view(name)));
    auto call = host_.call();
    const std::span<const postern_field> fields(&field, request_der.empty() ? 0 : 1);
    return backend.contribute(call, {"join", "worker", "request-1", fields, names});
  }

  // openssl: what the program says of the certificate in the ticket.
  std::string openssl(std::vector<std::string> words) {
    const std::string file = files_.write("kubelet.crt", host_.field("kubelet_cert"));
    words.insert(words.begin(), "openssl");
    words.push_back(file);
    return test::run(words);
  }

  test::TempDir files_;
};

}  // namespace postern::kube_token
