// SPDX-License-Identifier: Apache-2.0
//
// A backend for tests: puts the name of the attestation key that was proven for this connection into the ticket.

#include "postern/sdk/json_config.h"
#include "postern/sdk/plugin.h"

namespace {

using namespace postern::sdk;

class EchoClaims final : public Backend {
 public:
  struct Config {};
  static Description describe() {
    return {.id = "echo-claims",
            .version = "1.0.0",
            .summary = "Echoes the attestation key's name",
            .config_schema_json = "{}",
            .claims_in = {{"tpm.ak.name", POSTERN_TYPE_BYTES}},
            .fields_out = {{"ak", POSTERN_TYPE_BYTES}, {"asked", POSTERN_TYPE_TEXT}}};
  }
  static Result<Config> read_config(std::string_view) { return Config{}; }
  static Result<std::unique_ptr<EchoClaims>> create(Call&, Config) { return std::make_unique<EchoClaims>(); }

  Result<void> contribute(Call& call, const Request& request) override {
    const auto name = call.proven("tpm.ak.name");
    const auto bound = call.bound(POSTERN_BINDING_TPM_AK);
    if (!name || !bound) return Failure::internal("the key's name was not proven");
    POSTERN_CHECK(call.emit("ak", view(name->bytes)));
    const postern_value* asked = request.find("node");
    return call.emit_text("asked", asked == nullptr ? "" : text_view(asked->bytes));
  }
};

}  // namespace

POSTERN_PLUGIN("echo-claims", "1.0.0", "Apache-2.0", EchoClaims)
