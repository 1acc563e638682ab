// SPDX-License-Identifier: Apache-2.0
//
// A backend for tests: puts the page behind its URL into the ticket.

#include "postern/sdk/json_config.h"
#include "postern/sdk/plugin.h"

namespace {

using namespace postern::sdk;

class WebPage final : public Backend {
 public:
  struct Config {
    std::string url;
  };
  static Description describe() {
    return {.id = "web-page",
            .version = "1.0.0",
            .summary = "Fetches a page",
            .config_schema_json = R"({"type": "object", "properties": {
              "url": {"type": "string", "default": "https://pages.example/", "x-postern-url": true}}})",
            .fields_out = {{"page", POSTERN_TYPE_TEXT}}};
  }
  static Result<Config> read_config(std::string_view json) {
    POSTERN_TRY(reader, JsonConfig::parse(json));
    POSTERN_TRY(url, reader.text_or("url", "https://pages.example/"));
    POSTERN_CHECK(reader.finish());
    return Config{std::move(url)};
  }
  static Result<std::unique_ptr<WebPage>> create(Call&, Config config) {
    return std::make_unique<WebPage>(std::move(config));
  }
  explicit WebPage(Config config) : config_(std::move(config)) {}

  Result<void> contribute(Call& call, const Request&) override {
    POSTERN_TRY(page, call.fetch({.url = config_.url, .max_bytes = 1000, .keep = Keep::kPublic}));
    return call.emit_text("page", text_view(raw(page)));
  }

 private:
  const Config config_;
};

}  // namespace

POSTERN_PLUGIN("web-page", "1.0.0", "Apache-2.0", WebPage)
