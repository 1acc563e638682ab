// SPDX-License-Identifier: Apache-2.0
#include "plugins/scripted/script.h"

namespace postern::scripted {
namespace {

postern_status issue(postern_call* call, postern_instance* instance, const postern_challenge* challenge) {
  const Script& script = script_of(instance);
  postern_status status = POSTERN_OK;
  if (common_behaviour(call, script, status)) return status;
  if (script.behaviour == "nothing") return POSTERN_OK;
  std::string document;
  if (script.behaviour != "empty")
    document = std::string(view(challenge->type)) + "|" + std::string(view(challenge->nonce)) + "|" +
               std::string(view(challenge->channel_key));
  const postern_field field{raw(script.behaviour == "other-field" ? "document" : "evidence"), {},
                            {POSTERN_TYPE_BYTES, 0, 0, raw(document)}};
  host().emit(call, &field);
  return POSTERN_OK;
}

}  // namespace

const postern_issuer_ops kIssuer{sizeof(postern_issuer_ops), 0, issue};

}  // namespace postern::scripted
