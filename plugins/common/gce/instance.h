// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace postern::gce {

// Instance: the names by which the Compute Engine API knows a machine. Made by parse_instance, so they have the form
// that the API demands and can stand in the path of a URL as they are. Whether they are true is another question.
struct Instance {
  std::string zone;           // "europe-west3-b"
  std::string project_id;     // "example-project", or of a domain: "example.com:project"
  std::string instance_name;  // "node-1"

  friend bool operator==(const Instance&, const Instance&) = default;
};

// is_zone, is_project_id, is_instance_name: whether the text has the form of such a name (Compute Engine API v1,
// patterns of the path parameters: RFC 1035 labels of lower-case letters, digits and '-', starting with a letter, at
// most 63 characters; a project may have a domain and ':' before it). Project numbers are refused: an alias of a
// project could slip past a list of names.
bool is_zone(std::string_view text);
bool is_project_id(std::string_view text);
bool is_instance_name(std::string_view text);

}  // namespace postern::gce
