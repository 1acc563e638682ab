// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/issuer_facade.h"

namespace postern::plugin {
namespace {

constexpr char kEvidenceField[] = "evidence";

postern_bytes raw(const attest::ByteVector& bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

}  // namespace

std::variant<attest::ByteVector, attest::Refusal> IssuerFacade::issue(const std::string& type,
                                                                      attest::ByteVector nonce,
                                                                      attest::ByteVector channel_key,
                                                                      attest::Time now,
                                                                      std::chrono::nanoseconds timeout) {
  CallInput input;
  input.now = now;
  input.deadline = std::chrono::steady_clock::now() + timeout;
  Answer answer = instance_->call(
      std::move(input), [instance = instance_, type, nonce = std::move(nonce), channel_key = std::move(channel_key)](
                            postern_call* call, postern_instance* handle) {
        const postern_challenge challenge{sizeof(postern_challenge), 0,
                                          {reinterpret_cast<const uint8_t*>(type.data()), type.size()},
                                          raw(nonce), raw(channel_key)};
        return instance->component().issuer.issue(call, handle, &challenge);
      });
  if (answer.refusal) return *std::move(answer.refusal);
  for (const pipeline::TicketField& field : answer.output.fields) {
    if (field.name != kEvidenceField || field.bytes.size() == 0) continue;
    return attest::ByteVector(field.bytes.bytes().begin(), field.bytes.bytes().end());
  }
  attest::Refusal refusal = attest::internal(POSTERN_REASON_PLUGIN_FAULT, "the issuer emitted no evidence");
  refusal.step = instance_->name();
  return refusal;
}

}  // namespace postern::plugin
