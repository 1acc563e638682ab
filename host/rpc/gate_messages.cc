// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/gate_messages.h"

#include <string.h>

#include "postern/value.h"

namespace postern::rpc {
namespace {

attest::Value to_value(const v1::Field& field) {
  switch (field.value_case()) {
    case v1::Field::kText: return field.text();
    case v1::Field::kInteger: return field.integer();
    case v1::Field::kBoolean: return field.boolean();
    default: break;
  }
  const attest::ByteView view = attest::as_bytes(field.bytes());
  return attest::ByteVector(view.begin(), view.end());
}

void set_value(const attest::Value& value, v1::Field& message) {
  if (const auto* flag = std::get_if<bool>(&value)) message.set_boolean(*flag);
  if (const auto* number = std::get_if<int64_t>(&value)) message.set_integer(*number);
  if (const auto* text = std::get_if<std::string>(&value)) message.set_text(*text);
  if (const auto* bytes = std::get_if<attest::ByteVector>(&value)) message.set_bytes(bytes->data(), bytes->size());
}

void fill_field(const pipeline::TicketField& field, v1::Field& message) {
  message.set_name(field.name);
  message.set_key(field.key);
  message.set_secret(field.secret);
  const attest::ByteView content = field.bytes.bytes();
  switch (field.type) {
    case POSTERN_TYPE_BOOL: message.set_boolean(field.integer != 0); break;
    case POSTERN_TYPE_INTEGER: message.set_integer(field.integer); break;
    case POSTERN_TYPE_TEXT: message.set_text(reinterpret_cast<const char*>(content.data()), content.size()); break;
    default: message.set_bytes(content.data(), content.size());
  }
}

pipeline::TicketField to_field(const v1::Field& message) {
  pipeline::TicketField field;
  field.name = message.name();
  field.key = message.key();
  field.secret = message.secret();
  const attest::Value value = to_value(message);
  field.type = attest::type_of(value);
  if (const auto* flag = std::get_if<bool>(&value)) field.integer = *flag ? 1 : 0;
  if (const auto* number = std::get_if<int64_t>(&value)) field.integer = *number;
  if (field.type == POSTERN_TYPE_TEXT) field.bytes = pipeline::SecretBytes(attest::as_bytes(message.text()));
  if (field.type == POSTERN_TYPE_BYTES) field.bytes = pipeline::SecretBytes(attest::as_bytes(message.bytes()));
  return field;
}

}  // namespace

pipeline::Request to_request(const v1::TicketRequest& message) {
  pipeline::Request request;
  request.kind = message.kind();
  request.role = message.role();
  for (const v1::Field& field : message.fields())
    request.fields.push_back({field.name(), field.key(), to_value(field)});
  return request;
}

v1::TicketRequest to_message(const pipeline::Request& request) {
  v1::TicketRequest message;
  message.set_kind(request.kind);
  message.set_role(request.role);
  for (const pipeline::RequestField& field : request.fields) {
    v1::Field* added = message.add_fields();
    added->set_name(field.name);
    added->set_key(field.key);
    set_value(field.value, *added);
  }
  return message;
}

void fill_response(const pipeline::Ticket& ticket, v1::Ticket& message) {
  message.set_pipeline(ticket.pipeline);
  for (const pipeline::TicketField& field : ticket.fields) fill_field(field, *message.add_fields());
}

pipeline::Ticket to_ticket(const v1::Ticket& message) {
  pipeline::Ticket ticket;
  ticket.pipeline = message.pipeline();
  for (const v1::Field& field : message.fields()) ticket.fields.push_back(to_field(field));
  return ticket;
}

void wipe_response(v1::Ticket& message) {
  for (v1::Field& field : *message.mutable_fields()) {
    const auto which = field.value_case();
    if (which != v1::Field::kText && which != v1::Field::kBytes) continue;
    std::string* content = which == v1::Field::kText ? field.mutable_text() : field.mutable_bytes();
    explicit_bzero(content->data(), content->size());
    content->clear();
  }
}

}  // namespace postern::rpc
