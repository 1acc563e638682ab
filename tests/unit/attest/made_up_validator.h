// SPDX-License-Identifier: Apache-2.0
#pragma once

// MadeUpValidator: a validator that answers what a test wants, and remembers what it was shown.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/attest/chain.h"
#include "postern/host.h"

namespace postern::attest {

inline ByteVector bytes(std::string_view text) {
  const ByteView view = as_bytes(text);
  return {view.begin(), view.end()};
}

inline constexpr uint32_t kNonceBit = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE);
inline constexpr uint32_t kKeyBit = POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY);
inline constexpr uint32_t kAkBit = POSTERN_BINDING_BIT(POSTERN_BINDING_TPM_AK);

inline Evidence evidence() {
  return {"made-up", bytes("document"), bytes("0123456789abcdef0123456789abcdef"),
          bytes("ABCDEFGHIJKLMNOPABCDEFGHIJKLMNOP")};
}

class MadeUpValidator : public Validator {
 public:
  explicit MadeUpValidator(std::string name, uint32_t out = kNonceBit | kKeyBit, uint32_t in = 0)
      : name_(std::move(name)), out_(out), in_(in) {
    answer.refusal.reset();
  }
  const std::string& name() const override { return name_; }
  uint32_t bindings_out() const override { return out_; }
  uint32_t bindings_in() const override { return in_; }
  StepReport validate(const Evidence& evidence, const StepContext& context) override {
    ++calls;
    seen_claims = context.claims;
    seen_bindings = context.bindings;
    seen_now = context.now;
    seen_timeout = context.timeout;
    seen_document = evidence.document;
    return answer;
  }

  // What it answers; chainable, so that a test reads like a sentence.
  MadeUpValidator& binds(uint32_t kind, ByteVector value) { return answer.bindings.put(kind, std::move(value), name_), *this; }
  MadeUpValidator& binds_connection() {
    return binds(POSTERN_BINDING_NONCE, evidence().nonce).binds(POSTERN_BINDING_CHANNEL_KEY, evidence().channel_key);
  }
  MadeUpValidator& claims(std::string claim, Value value) { return answer.claims.put(std::move(claim), std::move(value), name_), *this; }
  MadeUpValidator& refuses(Refusal refusal) { return answer.refusal = std::move(refusal), *this; }

  StepReport answer;
  int calls = 0;
  Claims seen_claims;
  Bindings seen_bindings;
  Time seen_now;
  std::chrono::nanoseconds seen_timeout{0};
  ByteVector seen_document;

 private:
  const std::string name_;
  const uint32_t out_, in_;
};

inline std::shared_ptr<MadeUpValidator> made_up(std::string name, uint32_t out = kNonceBit | kKeyBit, uint32_t in = 0) {
  return std::make_shared<MadeUpValidator>(std::move(name), out, in);
}

}  // namespace postern::attest
