// SPDX-License-Identifier: Apache-2.0
#pragma once

// Script: what an instance of the scripted plugin does. Its configuration is
//   {"behaviour": name, "fifo": path, "argument": text, "mark": path}
// where only the behaviour is required. Written against the bare contract, so that nothing stands between a
// behaviour and the host.

#include <map>
#include <string>
#include <string_view>

#include "postern/plugin.h"

namespace postern::scripted {

struct Script {
  std::string behaviour;
  std::string fifo;      // what "block…" waits for: somebody who opens it for writing
  std::string argument;  // depends on the behaviour
  std::string mark;      // file to which destroy appends a line
};

// host: the table that the entry function was given.
const postern_host& host();
void set_host(const postern_host* table);

postern_bytes raw(std::string_view text);
std::string_view view(postern_bytes bytes);

// refuse: hands over a reason with this code and text; answers the status.
postern_status refuse(postern_call* call, postern_status status, std::string_view code, std::string_view text);

void log(postern_call* call, std::string_view text);

// block: returns when somebody has opened the fifo for writing. hang: never returns, and does nothing meanwhile.
void block(const Script& script);
[[noreturn]] void hang();

// Behaviours that are the same for every kind of component: throwing, hanging, statuses. Nothing when the name is none
// of theirs.
bool common_behaviour(postern_call* call, const Script& script, postern_status& status);

// The lifecycle of all components; instances are Scripts.
extern const postern_lifecycle_ops kLifecycle;
inline const Script& script_of(postern_instance* instance) { return *reinterpret_cast<Script*>(instance); }

// Validator behaviours that misuse bind_put and claim_put; each answers POSTERN_OK and leaves it to the host to notice.
using Statement = void (*)(postern_call* call, const Script& script, const postern_evidence& evidence);
const std::map<std::string_view, Statement>& statements();
void bind_both(postern_call* call, const postern_evidence& evidence);
void claim_all(postern_call* call);

// Backend behaviours that misuse emit and effect_put, in the same way.
using Contribution = void (*)(postern_call* call, const Script& script, const postern_request& request);
const std::map<std::string_view, Contribution>& contributions();

extern const postern_validator_ops kValidator;
extern const postern_validator_ops kReader;
extern const postern_backend_ops kBackend;
extern const postern_backend_ops kBackendWithoutRevoke;
extern const postern_issuer_ops kIssuer;

}  // namespace postern::scripted
