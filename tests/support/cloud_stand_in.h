// SPDX-License-Identifier: Apache-2.0
#pragma once

// CloudStandIn: the services around machines of the clouds on one loopback port: Azure's instance metadata service with
// THIM, Microsoft Azure Attestation, AMD's KDS, Compute Engine's metadata server, an OAuth token service and the Compute
// API. Each answers as it does in the cloud, or as a test tells it. Services that want a header refuse requests without.

#include <map>
#include <mutex>
#include <string>

#include "support/azure_vm.h"
#include "support/gcp_vm.h"
#include "support/web_server.h"

namespace postern::test {

inline constexpr const char* kThimTarget = "/metadata/THIM/amd/certification";
inline constexpr const char* kMaaTarget = "/attest/AzureGuest?api-version=2020-10-01";
inline constexpr const char* kTokenTarget = "/token";

class CloudStandIn {
 public:
  CloudStandIn();

  std::string url() const { return server_.url(""); }  // of every service; without '/' at the end

  // serve: what requests for this target get from now on; others get 404.
  void serve(const std::string& target, WebAnswer answer);
  void serve(const std::string& target, WebServer::Handler handler);
  // serve_all: what every request for a target that starts so gets, whatever else is served.
  void serve_all(const std::string& start, WebAnswer answer);
  void serve_again(const std::string& start);  // ends serve_all

  // THIM and the attestation service of Azure, for this machine. Both must outlive this.
  void serve_azure(const AzureVm& vm);
  void serve_maa(const AzureVm& vm);
  // KDS: VCEK, chain and list of the machine's chip.
  void serve_kds(const AzureMachine& machine);
  // Metadata server, token service and Compute API for this machine. api_key: what the API says its key is.
  void serve_gce(const GcpVm& vm);
  void serve_compute_api(const GcpVm& vm, const std::string& api_answer);

  // count: requests for targets that start so.
  std::size_t count(const std::string& start) const;

 private:
  WebAnswer answer(const WebRequest& request);

  mutable std::mutex mutex_;
  std::map<std::string, WebServer::Handler> pages_;
  std::map<std::string, WebAnswer> outages_;
  WebServer server_;  // declared last, so that it ends first
};

// with_header: the answer for requests with this header; 403 for others.
WebServer::Handler with_header(const std::string& name, const std::string& value, WebAnswer answer);

}  // namespace postern::test
