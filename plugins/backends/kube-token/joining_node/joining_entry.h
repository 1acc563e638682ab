// SPDX-License-Identifier: Apache-2.0
#pragma once

// JoiningEntry: one JoiningNode object as this gate makes it, and the announcement by which it is found again.

#include <chrono>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "postern/sdk/result.h"

namespace postern::joining_node {

// kControlPlane: the one name under which control-plane nodes join, so that only one does at a time.
inline constexpr std::string_view kControlPlane = "control-plane";
inline constexpr std::chrono::hours kWorkerTime(48);
inline constexpr std::chrono::minutes kControlPlaneTime(10);

// kMark: the annotation that tells which request made an object.
inline constexpr const char* kMark = "postern/request";

struct JoiningEntry {
  std::string node;  // its name, a DNS-1123 subdomain
  std::string components_reference;
  bool is_control_plane = false;
  std::chrono::sys_seconds deadline;  // after which the entry means nothing
  std::string mark;                   // of the request; 32 hex digits

  std::string name() const { return is_control_plane ? std::string(kControlPlane) : node; }
  nlohmann::json object() const;
};

// new_mark: 128 random bits. Errors: internal, when the generator fails.
sdk::Result<std::string> new_mark();

// Effect: an object that may have been made: its name and the mark it then has.
struct Effect {
  std::string name, mark;
  std::string text() const { return name + " " + mark; }
};

// parse_effect: what text() wrote; nothing for anything else.
std::optional<Effect> parse_effect(std::string_view text);

// Found: what counts of an object that is there.
struct Found {
  std::string uid, resource_version, mark;
  std::optional<std::chrono::sys_seconds> deadline;  // nothing when it cannot be read
  bool is_going = false;                             // deleted, and waiting for a finalizer

  // exactly_this: DeleteOptions that spare an object of the same name made, or changed, since.
  nlohmann::json exactly_this() const;
};

// parse_found: nothing when the object has no uid or no resourceVersion.
std::optional<Found> parse_found(const nlohmann::json& object);

}  // namespace postern::joining_node
