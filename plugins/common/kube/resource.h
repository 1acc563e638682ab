// SPDX-License-Identifier: Apache-2.0
#pragma once

// Resource: an object of the Kubernetes API, or a collection of them.

#include <string>

namespace postern::kube {

struct Resource {
  std::string group = {};        // "certificates.k8s.io"; empty for the core group
  std::string version = "v1";
  std::string space = {};        // namespace; empty for what is cluster-wide
  std::string plural;            // "secrets"
  std::string name = {};         // empty for the collection
  std::string subresource = {};  // "approval"; empty for the object itself

  // is_valid: every part can stand in a path as it is: [a-z0-9.:-], at most 253 of them, neither "." nor "..".
  bool is_valid() const;

  // path: "/apis/certificates.k8s.io/v1/certificatesigningrequests/x/approval". Only for what is valid.
  std::string path() const;

  // text: as an operator writes it in a Role: `secrets in namespace kube-system`, `jobs.batch/status "x"`.
  std::string text() const;

  // named, part: the object of this name in the collection; the subresource of the object.
  Resource named(std::string object) const;
  Resource part(std::string of_it) const;
};

}  // namespace postern::kube
