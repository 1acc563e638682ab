// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/descriptor.h"

#include <absl/strings/str_cat.h>

#include <algorithm>
#include <cstring>

#include "host/attest/value.h"

namespace postern::plugin {
namespace {

constexpr uint64_t kMostEntries = 256;
constexpr uint64_t kLongestText = 64 * 1024;

// Copies a growable struct of the plugin: as much as both sides know, the rest zero.
template <typename T>
T copy_growable(const T* source) {
  T copy{};
  uint32_t size = 0;
  std::memcpy(&size, source, sizeof(size));
  std::memcpy(&copy, source, std::min<std::size_t>(size, sizeof(T)));
  return copy;
}

// Reader: turns members into owned values and keeps the first thing that is wrong.
class Reader {
 public:
  explicit Reader(std::string where) : where_(std::move(where)) {}

  std::string text(postern_bytes bytes, const char* member, bool may_be_empty = false) {
    if ((bytes.ptr == nullptr && bytes.len != 0) || bytes.len > kLongestText) return wrong(member, "is not readable");
    std::string value(reinterpret_cast<const char*>(bytes.ptr), bytes.len);
    if (!attest::is_utf8(value)) return wrong(member, "is not UTF-8");
    if (value.empty() && !may_be_empty) return wrong(member, "is empty");
    return value;
  }
  std::string name(postern_bytes bytes, const char* member) {
    std::string value = text(bytes, member);
    if (status_.ok() && !pipeline::is_name(value)) return wrong(member, "is not a name of [a-z0-9_.-]");
    return value;
  }
  bool countable(const void* array, uint64_t count, const char* member) {
    if (count <= kMostEntries && (array != nullptr || count == 0)) return true;
    wrong(member, absl::StrCat("has ", count, " entries; expected 0 to ", kMostEntries, " at an address"));
    return false;
  }
  uint32_t type(uint32_t number, const char* member) {
    if (number < POSTERN_TYPE_BOOL || number > POSTERN_TYPE_BYTES) wrong(member, absl::StrCat("has type ", number));
    return number;
  }
  std::string wrong(const char* member, const std::string& what) {
    if (status_.ok()) status_ = absl::InvalidArgumentError(absl::StrCat(where_, ": ", member, " ", what));
    return {};
  }
  template <typename T>
  T ops(const T* table, const char* member, std::size_t needed) {
    if (table == nullptr) return wrong(member, "is missing"), T{};
    T copy = copy_growable(table);
    if (copy.struct_size < needed) wrong(member, "is too small");
    return copy;
  }
  void call_it(std::string where) { where_ = std::move(where); }
  absl::Status status() const { return status_; }

 private:
  std::string where_;
  absl::Status status_;
};

void read_lists(Reader& reader, const postern_component& raw, ComponentDescriptor& out) {
  if (reader.countable(raw.evidence, raw.evidence_count, "evidence"))
    for (uint64_t i = 0; i < raw.evidence_count; ++i)
      out.evidence.push_back({reader.name(raw.evidence[i].name, "evidence name"),
                              reader.text(raw.evidence[i].oid, "evidence OID")});
  const auto claims = [&](const postern_claim_decl* list, uint64_t count, auto& into, const char* member) {
    if (!reader.countable(list, count, member)) return;
    for (uint64_t i = 0; i < count; ++i)
      if (!into.emplace(reader.name(list[i].name, member), reader.type(list[i].type, member)).second)
        reader.wrong(member, "names a claim twice");
  };
  claims(raw.claims_out, raw.claims_out_count, out.claims_out, "claims_out");
  claims(raw.claims_in, raw.claims_in_count, out.claims_in, "claims_in");
  if (!reader.countable(raw.fields_out, raw.fields_out_count, "fields_out")) return;
  for (uint64_t i = 0; i < raw.fields_out_count; ++i) {
    const postern_field_decl& field = raw.fields_out[i];
    if (out.field(reader.name(field.name, "fields_out")) != nullptr) reader.wrong("fields_out", "names a field twice");
    out.fields_out.push_back({reader.name(field.name, "fields_out"), reader.type(field.type, "fields_out"),
                              (field.flags & POSTERN_FIELD_SECRET) != 0, (field.flags & POSTERN_FIELD_REPEATED) != 0,
                              (field.flags & POSTERN_FIELD_INTERNAL) != 0});
  }
  if (!reader.countable(raw.fields_in, raw.fields_in_count, "fields_in")) return;
  for (uint64_t i = 0; i < raw.fields_in_count; ++i)
    if (!out.fields_in.emplace(reader.name(raw.fields_in[i].name, "fields_in"),
                               reader.type(raw.fields_in[i].type, "fields_in")).second)
      reader.wrong("fields_in", "names a field twice");
}

void read_operations(Reader& reader, const postern_component& raw, ComponentDescriptor& out) {
  out.lifecycle = reader.ops(raw.lifecycle, "lifecycle", sizeof(postern_lifecycle_ops));
  const auto& lifecycle = out.lifecycle;
  if (!lifecycle.check_config || !lifecycle.create || !lifecycle.self_test || !lifecycle.destroy)
    reader.wrong("lifecycle", "lacks a function");
  switch (raw.kind) {
    case POSTERN_KIND_VALIDATOR:
      out.validator = reader.ops(raw.validator, "validator", sizeof(postern_validator_ops));
      if (!out.validator.validate) reader.wrong("validator", "lacks validate");
      if (out.evidence.empty()) reader.wrong("evidence", "is empty for a validator");
      break;
    case POSTERN_KIND_BACKEND:
      out.backend = reader.ops(raw.backend, "backend", sizeof(postern_backend_ops));
      if (!out.backend.contribute) reader.wrong("backend", "lacks contribute");
      break;
    case POSTERN_KIND_ISSUER:
      out.issuer = reader.ops(raw.issuer, "issuer", sizeof(postern_issuer_ops));
      if (!out.issuer.issue) reader.wrong("issuer", "lacks issue");
      if (out.evidence.empty()) reader.wrong("evidence", "is empty for an issuer");
      break;
    default: reader.wrong("kind", absl::StrCat("is ", raw.kind, "; expected 1, 2 or 3"));
  }
}

}  // namespace

const pipeline::FieldDeclaration* ComponentDescriptor::field(std::string_view name) const {
  for (const auto& declaration : fields_out)
    if (declaration.name == name) return &declaration;
  return nullptr;
}

const char* kind_name(uint32_t kind) {
  switch (kind) {
    case POSTERN_KIND_VALIDATOR: return "validator";
    case POSTERN_KIND_BACKEND: return "backend";
    case POSTERN_KIND_ISSUER: return "issuer";
    default: return "component";
  }
}

absl::StatusOr<ComponentDescriptor> check_component(const std::string& library, const postern_component* component) {
  if (component == nullptr) return absl::InvalidArgumentError("component is NULL");
  const postern_component raw = copy_growable(component);
  Reader reader("component");
  if (raw.struct_size < offsetof(postern_component, validator))
    reader.wrong("struct_size", absl::StrCat("is ", raw.struct_size, "; expected at least ",
                                             offsetof(postern_component, validator)));
  if (!reader.status().ok()) return reader.status();
  ComponentDescriptor out;
  out.library = library;
  out.kind = raw.kind;
  out.id = reader.name(raw.id, "id");
  reader.call_it("component " + out.id);
  out.version = reader.text(raw.version, "version");
  out.summary = reader.text(raw.summary, "summary", true);
  out.config_schema = reader.text(raw.config_schema_json, "config_schema_json", true);
  out.threading = raw.threading;
  out.bindings_out = raw.bindings_out;
  out.bindings_in = raw.bindings_in;
  if (((raw.bindings_out | raw.bindings_in) & 1u) != 0) reader.wrong("bindings", "have bit 0, which no binding has");
  if (raw.threading > POSTERN_THREADING_LIBRARY) reader.wrong("threading", absl::StrCat("is ", raw.threading));
  read_lists(reader, raw, out);
  read_operations(reader, raw, out);
  if (!reader.status().ok()) return reader.status();
  return out;
}

}  // namespace postern::plugin
