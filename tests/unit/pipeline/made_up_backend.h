// SPDX-License-Identifier: Apache-2.0
#pragma once

// MadeUpBackend: a backend that answers what a test wants, and writes down what it is asked.

#include <stdexcept>

#include "host/pipeline/run.h"
#include "support/journal_recorder.h"
#include "unit/attest/made_up_validator.h"

namespace postern::pipeline {

class MadeUpBackend : public Backend {
 public:
  // diary: gets a line for each call, of all backends that share it.
  MadeUpBackend(std::string name, std::vector<std::string>& diary, std::vector<FieldDeclaration> fields)
      : name_(std::move(name)), diary_(diary), fields_(std::move(fields)) {}
  const std::string& name() const override { return name_; }
  const std::vector<FieldDeclaration>& fields_out() const override { return fields_; }

  Contribution contribute(const Request&, const attest::Verified&, const BackendContext& context) override {
    diary_.push_back("ask " + name_);
    seen = context;
    Contribution contribution;
    contribution.refusal = refusal;
    for (const std::string& effect : effects) contribution.effects.push_back({effect, 0, unfinished});
    if (throws) throw std::runtime_error("out of memory");
    for (const auto& [name, value] : gives) {
      TicketField field;
      field.name = name;
      field.type = POSTERN_TYPE_TEXT;
      field.bytes = SecretBytes(attest::as_bytes(value));
      contribution.fields.push_back(std::move(field));
    }
    return contribution;
  }
  std::optional<attest::Refusal> revoke(const Effect& effect, const BackendContext&) override {
    diary_.push_back("revoke " + effect.text + " of " + name_);
    return revoke_refusal;
  }
  void revoke_later(const Effect& effect) override {
    diary_.push_back("later " + effect.text + " of " + name_ + (effect.unfinished ? ", unfinished" : ""));
  }
  void keep(const Effect& effect) override { diary_.push_back("keep " + effect.text + " of " + name_); }

  std::optional<attest::Refusal> refusal, revoke_refusal;
  std::vector<std::string> effects;
  std::map<std::string, std::string> gives;
  bool throws = false, unfinished = false;
  BackendContext seen;

 private:
  const std::string name_;
  std::vector<std::string>& diary_;
  const std::vector<FieldDeclaration> fields_;
};

inline attest::Refusal refusal_of(attest::RefusalClass cls, const std::string& code = "CODE") {
  attest::Refusal refusal = attest::denied(code, "text");
  refusal.cls = cls;
  return refusal;
}

// verified: what a made-up chain proves: claim "level" 7, "name" "x", "raw" 00ff, "on" true.
inline std::shared_ptr<const attest::Verified> verified() {
  const auto step = attest::made_up("a");
  step->binds_connection().claims("level", int64_t{7}).claims("name", std::string("x"));
  step->claims("raw", attest::ByteVector{std::byte{0}, std::byte{0xff}}).claims("on", true);
  return std::get<std::shared_ptr<const attest::Verified>>(attest::judge({{{step}}}, attest::evidence(), {}, ""));
}

inline Request join_request() { return {"join", "worker", "request-1", {}, {}}; }

}  // namespace postern::pipeline
