// SPDX-License-Identifier: Apache-2.0
#pragma once

// Contacts: which services a configuration may contact: the URLs that components mark in their schemas (see
// postern_component), of every instance that is used.

#include <string>
#include <vector>

#include "host/gate/resolved.h"

namespace postern::gate {

struct Contact {
  std::string instance, key;  // who wants it, by which key of its configuration
  std::string url;            // without user name and password
  std::string host;           // empty when the URL is none
  bool is_default = false;    // the component's own value, since the configuration has none
  config::Position at;        // of the value, or of the instance for a default
  std::string refusal;        // why it may not be contacted; empty: it may
};

// contacts_of: by instance and key. Used are the instances of pipelines, and a node's issuer.
std::vector<Contact> contacts_of(const Resolved& resolved);

// check_contacts: an error for each that may not be contacted, saying what to add to [collateral] hosts.
void check_contacts(const Resolved& resolved, config::Diagnostics& out);

// print: "snp: kds_url: https://kdsintf.amd.com (allowed)".
std::string print(const Contact& contact);

}  // namespace postern::gate
