// SPDX-License-Identifier: Apache-2.0
#pragma once

// Subject: a validator under test, and something that makes evidence that it accepts.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/plugin/issuer_facade.h"
#include "host/plugin/plugin_set.h"
#include "host/plugin/validator_facade.h"

namespace postern::conformance {

class Subject {
 public:
  // Issue: a document for this nonce and channel key.
  using Issue = std::function<attest::ByteVector(const attest::ByteVector& nonce, const attest::ByteVector& key)>;

  Subject(std::string evidence, std::shared_ptr<attest::Validator> validator, Issue issue)
      : evidence_(std::move(evidence)), validator_(std::move(validator)), issue_(std::move(issue)) {}

  attest::ByteVector issue(const attest::ByteVector& nonce, const attest::ByteVector& key) const { return issue_(nonce, key); }

  // judge: what the host decides about the document on a connection with this nonce and key.
  attest::Verdict judge(attest::ByteVector document, attest::ByteVector nonce, attest::ByteVector key) const;

 private:
  const std::string evidence_;
  const std::shared_ptr<attest::Validator> validator_;
  const Issue issue_;
};

// subjects: names of all validators that are tested, as "plugin/component". subject: one of them; made once, with a
// software TPM where it needs one.
std::vector<std::string> subjects();
const Subject& subject(const std::string& name);

}  // namespace postern::conformance
