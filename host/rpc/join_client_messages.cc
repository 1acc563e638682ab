// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "host/rpc/join_messages.h"
#include "postern/value.h"

namespace postern::rpc {
namespace {

// Tickets: adds fields that are there.
class Builder {
 public:
  void bytes(const char* name, const std::string& content, bool secret) {
    add(name, "", POSTERN_TYPE_BYTES, content, secret);
  }
  void text(const char* name, const std::string& content, bool secret) {
    add(name, "", POSTERN_TYPE_TEXT, content, secret);
  }
  void add(const char* name, const std::string& key, uint32_t type, const std::string& content, bool secret) {
    if (content.empty()) return;
    pipeline::TicketField field;
    field.name = name;
    field.key = key;
    field.type = type;
    field.bytes = pipeline::SecretBytes(attest::as_bytes(content));
    field.secret = secret;
    ticket.fields.push_back(std::move(field));
  }
  pipeline::Ticket ticket;
};

std::string text_of(const attest::Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* bytes = std::get_if<attest::ByteVector>(&value))
    return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
  return {};
}

}  // namespace

join::IssueJoinTicketRequest to_join_message(const pipeline::Request& request) {
  join::IssueJoinTicketRequest message;
  message.set_is_control_plane(request.role == pipeline::kControlPlane);
  for (const pipeline::RequestField& field : request.fields) {
    if (field.name == "disk_uuid") message.set_disk_uuid(text_of(field.value));
    if (field.name == "certificate_request") message.set_certificate_request(text_of(field.value));
    if (field.name == "host_public_key") message.set_host_public_key(text_of(field.value));
    if (field.name == "host_certificate_principals") message.add_host_certificate_principals(text_of(field.value));
  }
  return message;
}

join::IssueRejoinTicketRequest to_rejoin_message(const pipeline::Request& request) {
  join::IssueRejoinTicketRequest message;
  for (const pipeline::RequestField& field : request.fields)
    if (field.name == "disk_uuid") message.set_disk_uuid(text_of(field.value));
  return message;
}

pipeline::Ticket to_ticket(const join::IssueJoinTicketResponse& message) {
  Builder builder;
  builder.bytes("state_disk_key", message.state_disk_key(), true);
  builder.bytes("measurement_salt", message.measurement_salt(), true);
  builder.bytes("measurement_secret", message.measurement_secret(), true);
  builder.bytes("kubelet_cert", message.kubelet_cert(), false);
  builder.text("api_server_endpoint", message.api_server_endpoint(), false);
  builder.text("token", message.token(), true);
  builder.text("discovery_token_ca_cert_hash", message.discovery_token_ca_cert_hash(), false);
  for (const auto& file : message.control_plane_files())
    builder.add("control_plane_files", file.name(), POSTERN_TYPE_BYTES, file.data(), true);
  builder.text("kubernetes_version", message.kubernetes_version(), false);
  for (const auto& component : message.kubernetes_components()) {
    const nlohmann::json json{{"url", component.url()}, {"hash", component.hash()}, {"extract", component.extract()}};
    builder.add("kubernetes_components", component.install_path(), POSTERN_TYPE_TEXT, json.dump(), false);
  }
  builder.bytes("authorized_ca_public_key", message.authorized_ca_public_key(), false);
  builder.bytes("host_certificate", message.host_certificate(), false);
  return std::move(builder.ticket);
}

pipeline::Ticket to_ticket(const join::IssueRejoinTicketResponse& message) {
  Builder builder;
  builder.bytes("state_disk_key", message.state_disk_key(), true);
  builder.bytes("measurement_secret", message.measurement_secret(), true);
  return std::move(builder.ticket);
}

}  // namespace postern::rpc
