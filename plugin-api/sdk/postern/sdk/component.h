// SPDX-License-Identifier: Apache-2.0
#pragma once

// The three kinds of component as C++ classes, and the description that each publishes.
//
// A component class T has
//   static Description describe();                                          what it is and what it can produce
//   static Result<T::Config> read_config(std::string_view json);            pure; used by check_config and create
//   static Result<std::unique_ptr<T>> create(Call&, T::Config);
// and derives from Validator, Backend or Issuer.

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "postern/sdk/call.h"

namespace postern::sdk {

struct Evidence {
  std::string_view type;
  ByteView document;
  ByteView nonce;
  ByteView channel_key;
};

struct Request {
  std::string_view kind;
  std::string_view role;
  std::string_view request_id;
  std::span<const postern_field> fields;
  std::span<const postern_bytes> wanted;

  // wants: whether the ticket can carry the field.
  bool wants(std::string_view field) const {
    for (const postern_bytes& name : wanted)
      if (text_view(name) == field) return true;
    return false;
  }
  // find: the first value of the request field, or nullptr.
  const postern_value* find(std::string_view name) const {
    for (const postern_field& field : fields)
      if (text_view(field.name) == name) return &field.value;
    return nullptr;
  }
};

struct Challenge {
  std::string_view type;
  ByteView nonce;
  ByteView channel_key;
};

class Instance {
 public:
  virtual ~Instance() = default;
  virtual Result<void> self_test(Call&) { return {}; }
};

class Validator : public Instance {
 public:
  static constexpr uint32_t kKind = POSTERN_KIND_VALIDATOR;
  virtual Judgement validate(Call& call, const Evidence& evidence) = 0;
};

class Backend : public Instance {
 public:
  static constexpr uint32_t kKind = POSTERN_KIND_BACKEND;
  virtual Result<void> contribute(Call& call, const Request& request) = 0;
  virtual Result<void> revoke(Call&, ByteView) { return {}; }
};

class Issuer : public Instance {
 public:
  static constexpr uint32_t kKind = POSTERN_KIND_ISSUER;
  virtual Result<void> issue(Call& call, const Challenge& challenge) = 0;
};

struct EvidenceType {
  std::string_view name, oid;
};
struct ClaimDecl {
  std::string_view name;
  uint32_t type;
};
struct FieldDecl {
  std::string_view name;
  uint32_t type;
  uint32_t flags = 0;
};

// Description: every view must be of static storage (literals), since the host keeps them.
struct Description {
  std::string_view id, version, summary, config_schema_json;
  uint32_t threading = POSTERN_THREADING_CONCURRENT;
  uint32_t bindings_out = 0, bindings_in = 0;
  std::vector<EvidenceType> evidence = {};
  std::vector<ClaimDecl> claims_out = {}, claims_in = {};
  std::vector<FieldDecl> fields_out = {}, fields_in = {};
};

}  // namespace postern::sdk
