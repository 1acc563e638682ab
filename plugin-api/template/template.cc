// SPDX-License-Identifier: Apache-2.0
//
// The smallest complete plugin: copy this folder, rename three things (the class, its id, the ticket field), and
// start from there. It is a backend: for every verified machine it adds one field to the ticket.

#include "postern/sdk/json_config.h"
#include "postern/sdk/plugin.h"

namespace {

using namespace postern::sdk;

class Motto final : public Backend {
 public:
  struct Config {
    std::string text;
  };

  // What this component is and all that it may ever produce; the host refuses anything else.
  static Description describe() {
    return {.id = "motto",
            .version = "1.0.0",
            .summary = "Adds a configured line of text to the ticket",
            .config_schema_json = R"({
              "type": "object",
              "properties": {"text": {"type": "string", "description": "the line; at most 200 bytes"}},
              "required": ["text"],
              "additionalProperties": false})",
            .fields_out = {{"motto", POSTERN_TYPE_TEXT}}};
  }

  // Pure: judges the configuration and turns it into a struct. Runs in `postern check` too.
  static Result<Config> read_config(std::string_view json) {
    POSTERN_TRY(reader, JsonConfig::parse(json));
    POSTERN_TRY(text, reader.text("text"));
    if (text.empty() || text.size() > 200) return reader.wrong("text", "expected 1 to 200 bytes of text");
    POSTERN_CHECK(reader.finish());
    return Config{std::move(text)};
  }

  static Result<std::unique_ptr<Motto>> create(Call&, Config config) {
    return std::make_unique<Motto>(std::move(config));
  }
  explicit Motto(Config config) : config_(std::move(config)) {}

  // The work: called once per ticket request of a machine that the pipeline's validators have admitted.
  Result<void> contribute(Call& call, const Request& request) override {
    if (!request.wants("motto")) return {};
    return call.emit_text("motto", config_.text);
  }

 private:
  const Config config_;
};

}  // namespace

POSTERN_PLUGIN("template", "1.0.0", "Apache-2.0", Motto)
