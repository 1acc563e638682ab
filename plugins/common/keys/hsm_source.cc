// SPDX-License-Identifier: Apache-2.0
#include "common/keys/hsm_source.h"

#include <algorithm>

#include "common/keys/check_hsm_key.h"
#include "common/keys/hsm_key.h"
#include "common/keys/hsm_pool.h"
#include "common/keys/hsm_session.h"

namespace postern::keys {
namespace {

using sdk::Failure;
using sdk::Result;
using Clock = std::chrono::steady_clock;  // how long to wait; judges nothing
using Use = HsmModule::Use;

constexpr std::size_t kLongestKey = 32;  // HKDF's first block
constexpr std::string_view kProbe = "postern self-test";  // every key's text starts with "key-"
constexpr std::chrono::seconds kFarewell{1};

// How far to go back before a try: a session that may be old, a new one, a new one of a restarted library.
enum class Freshness { kPooled, kOpened, kRestarted };

class HsmSource final : public KeySource {
 public:
  HsmSource(HsmConfig config, std::shared_ptr<HsmModule> module)
      : config_(std::move(config)), module_(std::move(module)), pool_(config_.sessions) {}
  ~HsmSource() override {
    const auto use = module_->use(Clock::now() + kFarewell);
    if (use.ok()) close_idle(use.value());
  }

  Result<sdk::Secret> data_key(sdk::Call& call, const KeyId& id, std::size_t length) override;
  Result<void> self_test(sdk::Call& call) override;

 private:
  void close_idle(const Use& module) {
    for (const OpenKey& open : pool_.clear(module.generation())) module->C_CloseSession(open.session);
  }
  Result<OpenKey> open_key(sdk::Call& call, const Use& module);
  Result<sdk::Secret> try_once(sdk::Call& call, sdk::ByteView message, Freshness freshness, HsmDeadline deadline);
  Result<sdk::Secret> hmac(sdk::Call& call, sdk::ByteView message);

  const HsmConfig config_;
  const std::shared_ptr<HsmModule> module_;
  HsmPool pool_;
};

Result<OpenKey> HsmSource::open_key(sdk::Call& call, const Use& module) {
  POSTERN_TRY(pin, call.secret(config_.pin));
  POSTERN_TRY(session, open_session(module, config_.location, HsmAccess::kRead, without_line_end(pin)));
  const auto key = find_only_key(module, session, config_.location);
  const auto fit = key.ok() ? check_hsm_key(read_key_facts(module, session, key.value())) : Result<void>(key.failure());
  if (fit.ok()) return OpenKey{session, key.value()};
  module->C_CloseSession(session);
  return fit.failure();
}

Result<sdk::Secret> HsmSource::try_once(sdk::Call& call, sdk::ByteView message, Freshness freshness,
                                        HsmDeadline deadline) {
  POSTERN_TRY(module, module_->use(deadline));
  if (freshness != Freshness::kPooled) close_idle(module);
  POSTERN_TRY(lease, pool_.take(module.generation(), deadline));
  if (!lease.idle) {
    POSTERN_TRY(opened, open_key(call, module));
    lease.idle = opened;
  }
  auto result = hmac_sha256(module, lease.idle->session, lease.idle->key, message);
  if (result.ok()) lease.keep(*lease.idle);
  else module->C_CloseSession(lease.idle->session);
  return result;
}

// hmac: only what is unavailable is worth another try, and only with something newer.
Result<sdk::Secret> HsmSource::hmac(sdk::Call& call, sdk::ByteView message) {
  const auto left = std::min<std::chrono::nanoseconds>(config_.timeout, call.remaining());
  const HsmDeadline deadline = Clock::now() + std::max(left, std::chrono::nanoseconds(0));
  Result<sdk::Secret> result = Failure(POSTERN_DEADLINE_EXCEEDED, POSTERN_REASON_BACKEND_UNAVAILABLE).text("HSM: no time left");
  uint64_t seen = 0;
  for (const Freshness freshness : {Freshness::kPooled, Freshness::kOpened, Freshness::kRestarted}) {
    if (Clock::now() >= deadline || call.cancelled()) return result;
    if (freshness == Freshness::kRestarted) POSTERN_CHECK(module_->restart(seen, deadline));
    seen = module_->generation();
    result = try_once(call, message, freshness, deadline);
    if (result.ok() || result.failure().status() != POSTERN_UNAVAILABLE) return result;
  }
  return result;
}

Result<sdk::Secret> HsmSource::data_key(sdk::Call& call, const KeyId& id, std::size_t length) {
  if (length == 0 || length > kLongestKey)
    return Failure::denied(POSTERN_REASON_REQUEST_INVALID)
        .expected("1 to 32 bytes")
        .observed(std::to_string(length) + " bytes")
        .spec("RFC 5869, section 2.3")
        .text("HSM: keys of more than 32 bytes cannot be derived with one HMAC");
  const std::string message = "key-" + id.text() + '\x01';
  POSTERN_TRY(block, hmac(call, sdk::as_bytes(message)));
  return sdk::Secret(block.bytes().first(length));
}

Result<void> HsmSource::self_test(sdk::Call& call) {
  POSTERN_TRY(block, hmac(call, sdk::as_bytes(kProbe)));
  static_cast<void>(block);
  return {};
}

}  // namespace

Result<std::unique_ptr<KeySource>> create_hsm_source(HsmConfig config) {
  POSTERN_TRY(module, HsmModule::open(config.module));
  std::unique_ptr<KeySource> source = std::make_unique<HsmSource>(std::move(config), std::move(module));
  return source;
}

}  // namespace postern::keys
