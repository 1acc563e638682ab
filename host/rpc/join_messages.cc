// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/join_messages.h"

#include <string.h>

#include <nlohmann/json.hpp>

#include "host/pipeline/protocol.h"

namespace postern::rpc {
namespace {

attest::ByteVector bytes_of(const std::string& text) {
  const attest::ByteView view = attest::as_bytes(text);
  return {view.begin(), view.end()};
}

std::string text_of(const pipeline::TicketField& field) {
  return {reinterpret_cast<const char*>(field.bytes.bytes().data()), field.bytes.size()};
}

void wipe(std::string* text) {
  explicit_bzero(text->data(), text->size());
  text->clear();
}

void add_component(const pipeline::TicketField& field, join::IssueJoinTicketResponse& message) {
  const auto json = nlohmann::json::parse(text_of(field));
  auto* component = message.add_kubernetes_components();
  component->set_install_path(field.key);
  component->set_url(json.value("url", ""));
  component->set_hash(json.value("hash", ""));
  component->set_extract(json.value("extract", false));
}

void fill_field(const pipeline::TicketField& field, join::IssueJoinTicketResponse& message) {
  const std::string& name = field.name;
  if (name == "state_disk_key") message.set_state_disk_key(text_of(field));
  else if (name == "measurement_salt") message.set_measurement_salt(text_of(field));
  else if (name == "measurement_secret") message.set_measurement_secret(text_of(field));
  else if (name == "kubelet_cert") message.set_kubelet_cert(text_of(field));
  else if (name == "api_server_endpoint") message.set_api_server_endpoint(text_of(field));
  else if (name == "token") message.set_token(text_of(field));
  else if (name == "discovery_token_ca_cert_hash") message.set_discovery_token_ca_cert_hash(text_of(field));
  else if (name == "kubernetes_version") message.set_kubernetes_version(text_of(field));
  else if (name == "authorized_ca_public_key") message.set_authorized_ca_public_key(text_of(field));
  else if (name == "host_certificate") message.set_host_certificate(text_of(field));
  else if (name == "kubernetes_components") add_component(field, message);
  else if (name == "control_plane_files") {
    auto* file = message.add_control_plane_files();
    file->set_name(field.key);
    file->set_data(text_of(field));
  }
}

}  // namespace

pipeline::Request to_request(const join::IssueJoinTicketRequest& message) {
  pipeline::Request request;
  request.kind = pipeline::kJoin;
  request.role = message.is_control_plane() ? pipeline::kControlPlane : pipeline::kWorker;
  request.carries = *pipeline::carried_by_join_api(pipeline::kJoin);
  request.fields.push_back({"disk_uuid", "", message.disk_uuid()});
  if (!message.certificate_request().empty())
    request.fields.push_back({"certificate_request", "", bytes_of(message.certificate_request())});
  if (!message.host_public_key().empty())
    request.fields.push_back({"host_public_key", "", bytes_of(message.host_public_key())});
  for (const std::string& principal : message.host_certificate_principals())
    request.fields.push_back({"host_certificate_principals", "", principal});
  return request;
}

pipeline::Request to_request(const join::IssueRejoinTicketRequest& message) {
  pipeline::Request request;
  request.kind = pipeline::kRejoin;
  request.carries = *pipeline::carried_by_join_api(pipeline::kRejoin);
  request.fields.push_back({"disk_uuid", "", message.disk_uuid()});
  return request;
}

void fill_response(const pipeline::Ticket& ticket, join::IssueJoinTicketResponse& message) {
  for (const pipeline::TicketField& field : ticket.fields) fill_field(field, message);
}

void fill_response(const pipeline::Ticket& ticket, join::IssueRejoinTicketResponse& message) {
  if (const auto* field = ticket.find("state_disk_key")) message.set_state_disk_key(text_of(*field));
  if (const auto* field = ticket.find("measurement_secret")) message.set_measurement_secret(text_of(*field));
}

void wipe_response(join::IssueJoinTicketResponse& message) {
  wipe(message.mutable_state_disk_key());
  wipe(message.mutable_measurement_salt());
  wipe(message.mutable_measurement_secret());
  wipe(message.mutable_token());
  for (auto& file : *message.mutable_control_plane_files()) wipe(file.mutable_data());
}

void wipe_response(join::IssueRejoinTicketResponse& message) {
  wipe(message.mutable_state_disk_key());
  wipe(message.mutable_measurement_secret());
}

}  // namespace postern::rpc
