// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/request_view.h"

namespace postern::plugin {
namespace {

postern_bytes view(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

postern_value view(const attest::Value& value) {
  postern_value out{attest::type_of(value), 0, 0, {nullptr, 0}};
  if (const auto* flag = std::get_if<bool>(&value)) out.integer = *flag ? 1 : 0;
  if (const auto* number = std::get_if<int64_t>(&value)) out.integer = *number;
  if (const auto* text = std::get_if<std::string>(&value)) out.bytes = view(*text);
  if (const auto* bytes = std::get_if<attest::ByteVector>(&value))
    out.bytes = {reinterpret_cast<const uint8_t*>(bytes->data()), bytes->size()};
  return out;
}

}  // namespace

RequestView::RequestView(pipeline::Request request, std::string role, std::vector<std::string> wanted)
    : request_(std::move(request)), role_(std::move(role)), wanted_names_(std::move(wanted)) {
  for (const auto& field : request_.fields) fields_.push_back({view(field.name), view(field.key), view(field.value)});
  for (const std::string& name : wanted_names_) wanted_.push_back(view(name));
  raw_ = {sizeof(postern_request), 0, view(request_.kind), view(role_), view(request_.id), fields_.data(),
          fields_.size(), wanted_.data(), wanted_.size()};
}

}  // namespace postern::plugin
