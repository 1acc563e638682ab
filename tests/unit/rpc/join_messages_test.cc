// SPDX-License-Identifier: Apache-2.0
//
// join.API, field by field, in both directions.

#include "host/rpc/join_messages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/rpc/office.h"

namespace postern::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

TEST(JoinRequest, EveryFieldArrives) {
  join::IssueJoinTicketRequest message;
  message.set_disk_uuid(kUuid);
  message.set_certificate_request("csr");
  message.set_is_control_plane(true);
  message.set_host_public_key("ssh");
  message.add_host_certificate_principals("one");
  message.add_host_certificate_principals("two");
  const pipeline::Request request = to_request(message);
  EXPECT_EQ(request.kind, "join");
  EXPECT_EQ(request.role, "control-plane");
  std::vector<std::string> fields;
  for (const auto& field : request.fields)
    fields.push_back(field.name + "," + field.key + "," + std::string(attest::type_name(attest::type_of(field.value))) + "," +
                     attest::print(field.value));
  EXPECT_THAT(fields, ElementsAre(std::string("disk_uuid,,text,") + kUuid, "certificate_request,,bytes,637372",
                                  "host_public_key,,bytes,737368", "host_certificate_principals,,text,one",
                                  "host_certificate_principals,,text,two"));
  EXPECT_EQ(to_join_message(request).SerializeAsString(), message.SerializeAsString()) << "and back";
}

TEST(JoinRequest, EmptyOneIsAWorkersAndNamesItsDisk) {
  const pipeline::Request request = to_request(join::IssueJoinTicketRequest());
  EXPECT_EQ(request.role, "worker");
  ASSERT_EQ(request.fields.size(), 1u);
  EXPECT_EQ(request.fields[0].name, "disk_uuid");
  EXPECT_TRUE(pipeline::check_request(request)) << "an empty id is no UUID";
}

TEST(JoinRequest, SaysWhatItsTicketCanCarry) {
  EXPECT_THAT(to_request(join::IssueJoinTicketRequest()).carries,
              UnorderedElementsAre("state_disk_key", "measurement_salt", "measurement_secret", "kubelet_cert",
                                   "api_server_endpoint", "token", "discovery_token_ca_cert_hash", "control_plane_files",
                                   "kubernetes_version", "kubernetes_components", "authorized_ca_public_key", "host_certificate"));
  EXPECT_THAT(to_request(join::IssueRejoinTicketRequest()).carries, UnorderedElementsAre("state_disk_key", "measurement_secret"));
}

TEST(RejoinRequest, NamesItsDiskAndNoRole) {
  join::IssueRejoinTicketRequest message;
  message.set_disk_uuid(kUuid);
  const pipeline::Request request = to_request(message);
  EXPECT_EQ(request.kind, "rejoin");
  EXPECT_EQ(request.role, "");
  EXPECT_EQ(attest::print(request.fields.at(0).value), kUuid);
  EXPECT_EQ(to_rejoin_message(request).disk_uuid(), kUuid);
}

pipeline::Ticket full_ticket() {
  pipeline::Ticket ticket;
  for (const char* name : {"state_disk_key", "measurement_salt", "measurement_secret", "kubelet_cert",
                           "authorized_ca_public_key", "host_certificate"})
    ticket.fields.push_back(field(name, POSTERN_TYPE_BYTES, std::string("\0", 1) + name));
  for (const char* name : {"api_server_endpoint", "token", "discovery_token_ca_cert_hash", "kubernetes_version"})
    ticket.fields.push_back(field(name, POSTERN_TYPE_TEXT, name));
  ticket.fields.push_back(field("control_plane_files", POSTERN_TYPE_BYTES, "one", "ca.crt"));
  ticket.fields.push_back(field("control_plane_files", POSTERN_TYPE_BYTES, "two", "etcd/ca.crt"));
  ticket.fields.push_back(field("kubernetes_components", POSTERN_TYPE_TEXT,
                                R"({"url":"https://a/b","hash":"sha256:00","extract":true})", "/opt/cni"));
  ticket.fields.push_back(field("unknown_to_join", POSTERN_TYPE_TEXT, "left out"));
  return ticket;
}

TEST(JoinResponse, EveryFieldIsSet) {
  join::IssueJoinTicketResponse message;
  fill_response(full_ticket(), message);
  const auto raw = [](const char* name) { return std::string("\0", 1) + name; };
  EXPECT_EQ(message.state_disk_key(), raw("state_disk_key"));
  EXPECT_EQ(message.measurement_salt(), raw("measurement_salt"));
  EXPECT_EQ(message.measurement_secret(), raw("measurement_secret"));
  EXPECT_EQ(message.kubelet_cert(), raw("kubelet_cert"));
  EXPECT_EQ(message.api_server_endpoint(), "api_server_endpoint");
  EXPECT_EQ(message.token(), "token");
  EXPECT_EQ(message.discovery_token_ca_cert_hash(), "discovery_token_ca_cert_hash");
  EXPECT_EQ(message.kubernetes_version(), "kubernetes_version");
  EXPECT_EQ(message.authorized_ca_public_key(), raw("authorized_ca_public_key"));
  EXPECT_EQ(message.host_certificate(), raw("host_certificate"));
  ASSERT_EQ(message.control_plane_files_size(), 2);
  EXPECT_EQ(message.control_plane_files(1).name(), "etcd/ca.crt");
  EXPECT_EQ(message.control_plane_files(1).data(), "two");
  ASSERT_EQ(message.kubernetes_components_size(), 1);
  EXPECT_EQ(message.kubernetes_components(0).install_path(), "/opt/cni");
  EXPECT_EQ(message.kubernetes_components(0).url(), "https://a/b");
  EXPECT_EQ(message.kubernetes_components(0).hash(), "sha256:00");
  EXPECT_TRUE(message.kubernetes_components(0).extract());
}

TEST(JoinResponse, NodeReadsItBackWithSecretsMarked) {
  join::IssueJoinTicketResponse message;
  fill_response(full_ticket(), message);
  const pipeline::Ticket ticket = to_ticket(message);
  std::vector<std::string> secrets;
  for (const auto& field : ticket.fields)
    if (field.secret) secrets.push_back(field.name);
  EXPECT_THAT(secrets, UnorderedElementsAre("state_disk_key", "measurement_salt", "measurement_secret", "token",
                                            "control_plane_files", "control_plane_files"));
  EXPECT_EQ(ticket.fields.size(), full_ticket().fields.size() - 1);
  join::IssueJoinTicketResponse again;
  fill_response(ticket, again);
  EXPECT_EQ(again.SerializeAsString(), message.SerializeAsString());
}

TEST(JoinResponse, ComponentThatIsNoJsonFailsTheRequest) {
  for (const char* value : {"no json", "[]", R"({"url":5})", R"({"extract":"yes"})", R"({"hash":{}})"}) {
    pipeline::Ticket ticket;
    ticket.fields.push_back(field("kubernetes_components", POSTERN_TYPE_TEXT, value, "/opt"));
    join::IssueJoinTicketResponse message;
    EXPECT_THROW(fill_response(ticket, message), std::exception) << value;
  }
}

TEST(RejoinResponse, BothFieldsAndNoOther) {
  join::IssueRejoinTicketResponse message;
  fill_response(full_ticket(), message);
  EXPECT_EQ(message.state_disk_key().size(), 15u);
  EXPECT_EQ(message.measurement_secret().size(), 19u);
  const pipeline::Ticket ticket = to_ticket(message);
  ASSERT_EQ(ticket.fields.size(), 2u);
  EXPECT_TRUE(ticket.fields[0].secret && ticket.fields[1].secret);
}

}  // namespace
}  // namespace postern::rpc
