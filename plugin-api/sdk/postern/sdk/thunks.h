// SPDX-License-Identifier: Apache-2.0
#pragma once

// The C functions that the host calls, made from a component class.

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "postern/sdk/component.h"
#include "postern/sdk/guard.h"

namespace postern::sdk {

inline postern_instance* to_handle(Instance* instance) { return reinterpret_cast<postern_instance*>(instance); }
inline Instance* from_handle(postern_instance* handle) { return reinterpret_cast<Instance*>(handle); }

template <typename T>
struct LifecycleThunks {
  static postern_status check_config(postern_call* handle, postern_bytes json) {
    return guard(handle, [&](Call&) -> Result<void> {
      auto config = T::read_config(text_view(json));
      if (!config.ok()) return config.failure();
      return {};
    });
  }
  static postern_status create(postern_call* handle, postern_bytes json, postern_instance** out) {
    *out = nullptr;
    return guard(handle, [&](Call& call) -> Result<void> {
      POSTERN_TRY(config, T::read_config(text_view(json)));
      POSTERN_TRY(instance, T::create(call, std::move(config)));
      *out = to_handle(static_cast<Instance*>(instance.release()));
      return {};
    });
  }
  static postern_status self_test(postern_call* handle, postern_instance* instance) {
    return guard(handle, [&](Call& call) { return from_handle(instance)->self_test(call); });
  }
  static void destroy(postern_instance* instance) { delete from_handle(instance); }

  static constexpr postern_lifecycle_ops kOps{sizeof(postern_lifecycle_ops), 0, check_config, create, self_test,
                                              destroy};
};

struct ValidatorThunks {
  static postern_status validate(postern_call* handle, postern_instance* instance, const postern_evidence* evidence,
                                 postern_verdict* verdict) {
    *verdict = POSTERN_DENY;
    const postern_status status = guard(handle, [&](Call& call) -> Result<void> {
      auto* validator = static_cast<Validator*>(from_handle(instance));
      const Judgement judgement =
          validator->validate(call, {text_view(evidence->type), view(evidence->document), view(evidence->nonce),
                                     view(evidence->channel_key)});
      if (!judgement.ok()) return judgement.failure();
      return {};
    });
    if (status == POSTERN_OK) *verdict = POSTERN_ALLOW;
    return status;
  }
  static constexpr postern_validator_ops kOps{sizeof(postern_validator_ops), 0, validate};
};

struct BackendThunks {
  static postern_status contribute(postern_call* handle, postern_instance* instance, const postern_request* request) {
    return guard(handle, [&](Call& call) {
      const Request view_of_request{text_view(request->kind), text_view(request->role),
                                    text_view(request->request_id),
                                    {request->fields, static_cast<std::size_t>(request->field_count)},
                                    {request->wanted, static_cast<std::size_t>(request->wanted_count)}};
      return static_cast<Backend*>(from_handle(instance))->contribute(call, view_of_request);
    });
  }
  static postern_status revoke(postern_call* handle, postern_instance* instance, postern_bytes effect) {
    return guard(handle, [&](Call& call) {
      return static_cast<Backend*>(from_handle(instance))->revoke(call, view(effect));
    });
  }
  // Without revoke the host knows that the component creates nothing outside.
  static constexpr postern_backend_ops kOps{sizeof(postern_backend_ops), 0, contribute, nullptr};
  static constexpr postern_backend_ops kOpsWithRevoke{sizeof(postern_backend_ops), 0, contribute, revoke};
  template <typename T>
  static constexpr const postern_backend_ops* ops_of() {
    constexpr bool is_inherited = std::is_same_v<decltype(&T::revoke), decltype(&Backend::revoke)>;
    return is_inherited ? &kOps : &kOpsWithRevoke;
  }
};

struct IssuerThunks {
  static postern_status issue(postern_call* handle, postern_instance* instance, const postern_challenge* challenge) {
    return guard(handle, [&](Call& call) {
      return static_cast<Issuer*>(from_handle(instance))
          ->issue(call, {text_view(challenge->type), view(challenge->nonce), view(challenge->channel_key)});
    });
  }
  static constexpr postern_issuer_ops kOps{sizeof(postern_issuer_ops), 0, issue};
};

}  // namespace postern::sdk
