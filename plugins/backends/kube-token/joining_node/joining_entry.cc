// SPDX-License-Identifier: Apache-2.0
#include "backends/kube-token/joining_node/joining_entry.h"

#include <openssl/rand.h>

#include <array>

#include "common/csr/dns_name.h"
#include "common/kube/api_answer.h"
#include "common/kube/timestamp.h"
#include "postern/sdk/bytes.h"

namespace postern::joining_node {
namespace {

constexpr std::size_t kMarkBytes = 16;

bool is_mark(std::string_view text) {
  return text.size() == 2 * kMarkBytes && text.find_first_not_of("0123456789abcdef") == text.npos;
}

}  // namespace

nlohmann::json JoiningEntry::object() const {
  return {{"apiVersion", "update.edgeless.systems/v1alpha1"},
          {"kind", "JoiningNode"},
          {"metadata", {{"name", name()}, {"annotations", {{kMark, mark}}}}},
          {"spec",
           {{"name", node},
            {"componentsreference", components_reference},
            {"iscontrolplane", is_control_plane},
            {"deadline", kube::timestamp(deadline)}}}};
}

sdk::Result<std::string> new_mark() {
  std::array<std::byte, kMarkBytes> drawn{};
  if (RAND_bytes(reinterpret_cast<unsigned char*>(drawn.data()), static_cast<int>(drawn.size())) != 1)
    return sdk::Failure::internal("the random generator failed");
  return sdk::to_hex(drawn);
}

std::optional<Effect> parse_effect(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == text.npos || !csr::is_dns_subdomain(text.substr(0, space)) || !is_mark(text.substr(space + 1)))
    return std::nullopt;
  return Effect{std::string(text.substr(0, space)), std::string(text.substr(space + 1))};
}

nlohmann::json Found::exactly_this() const {
  return {{"apiVersion", "v1"},
          {"kind", "DeleteOptions"},
          {"preconditions", {{"uid", uid}, {"resourceVersion", resource_version}}}};
}

std::optional<Found> parse_found(const nlohmann::json& object) {
  Found found{kube::text_member(object, {"metadata", "uid"}), kube::text_member(object, {"metadata", "resourceVersion"}),
              kube::text_member(object, {"metadata", "annotations", kMark}),
              kube::parse_timestamp(kube::text_member(object, {"spec", "deadline"})),
              kube::member(object, {"metadata", "deletionTimestamp"}) != nullptr};
  if (found.uid.empty() || found.resource_version.empty()) return std::nullopt;
  return found;
}

}  // namespace postern::joining_node
