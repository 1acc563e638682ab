// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace postern::kube_token {

// Component: a file that a node of the cluster installs.
struct Component {
  std::string url;           // where it is: https, or data (RFC 2397), which holds the file itself
  std::string hash;          // "sha256:" or "sha512:" and hex; empty for data, which needs none
  std::string install_path;  // absolute; the folder for archives
  bool extract = false;      // whether it is an archive
};

// check_component: what is wrong with it, to follow its name: "has no https URL"; empty when nothing is. install_path is
// absolute and stays where it points ("." and ".." are refused).
std::string check_component(const Component& component);

// ticket_value: as it stands in a ticket, under the install path as key: JSON {"url", "hash", "extract"}.
std::string ticket_value(const Component& component);

}  // namespace postern::kube_token
