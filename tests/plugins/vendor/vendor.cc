// SPDX-License-Identifier: Apache-2.0
//
// A vendor's plugin in two versions (VENDOR_VERSION): a validator and a backend that both carry the mark of their
// configuration, so that a ticket tells which generation judged its machine, which one made it, and by which library.
// Evidence is the nonce and the key of the connection themselves: as cheap as can be.

#include <thread>

#include "postern/sdk/json_config.h"
#include "postern/sdk/plugin.h"

namespace {

using namespace postern::sdk;

struct Marked {
  std::string mark, fault;
};

constexpr char kSchema[] = R"({"type": "object", "properties": {"mark": {"type": "string"},
  "fault": {"enum": ["", "self-test", "hang"]}}, "required": ["mark"], "additionalProperties": false})";

Result<Marked> read_marked(std::string_view json) {
  POSTERN_TRY(reader, JsonConfig::parse(json));
  POSTERN_TRY(mark, reader.text("mark"));
  POSTERN_TRY(fault, reader.text_or("fault", ""));
  POSTERN_CHECK(reader.finish());
  return Marked{std::move(mark), std::move(fault)};
}

Result<void> test_marked(const Marked& marked) {
  if (marked.fault == "self-test") return Failure::denied("VENDOR_NOT_WELL").text("the self test fails, as configured");
  while (marked.fault == "hang") std::this_thread::sleep_for(std::chrono::hours(1));  // whatever the host says
  return {};
}

class VendorJudge final : public Validator {
 public:
  using Config = Marked;
  static Description describe() {
    return {.id = "judge",
            .version = VENDOR_VERSION,
            .summary = "Judges a connection by its own nonce and key",
            .config_schema_json = kSchema,
            .bindings_out = POSTERN_BINDING_BIT(POSTERN_BINDING_NONCE) | POSTERN_BINDING_BIT(POSTERN_BINDING_CHANNEL_KEY),
            .evidence = {{"vendor", "1.3.9900.99.7"}},
            .claims_out = {{"vendor.mark", POSTERN_TYPE_TEXT}}};
  }
  static Result<Config> read_config(std::string_view json) { return read_marked(json); }
  static Result<std::unique_ptr<VendorJudge>> create(Call&, Config config) {
    return std::make_unique<VendorJudge>(std::move(config));
  }
  explicit VendorJudge(Config config) : config_(std::move(config)) {}
  Result<void> self_test(Call&) override { return test_marked(config_); }

  Judgement validate(Call& call, const Evidence& evidence) override {
    const std::size_t size = evidence.nonce.size();
    if (evidence.document.size() < size) return Failure::denied("VENDOR_TOO_SHORT").text("no nonce and key");
    POSTERN_CHECK(call.bind(POSTERN_BINDING_NONCE, evidence.document.first(size)));
    POSTERN_CHECK(call.bind(POSTERN_BINDING_CHANNEL_KEY, evidence.document.subspan(size)));
    POSTERN_CHECK(call.claim("vendor.mark", std::string_view(config_.mark)));
    return Allow{};
  }

 private:
  const Config config_;
};

class VendorStamp final : public Backend {
 public:
  using Config = Marked;
  static Description describe() {
    return {.id = "stamp",
            .version = VENDOR_VERSION,
            .summary = "Puts marks into the ticket",
            .config_schema_json = kSchema,
            .claims_in = {{"vendor.mark", POSTERN_TYPE_TEXT}},
            .fields_out = {{"judged", POSTERN_TYPE_TEXT}, {"stamped", POSTERN_TYPE_TEXT}, {"version", POSTERN_TYPE_TEXT}}};
  }
  static Result<Config> read_config(std::string_view json) { return read_marked(json); }
  static Result<std::unique_ptr<VendorStamp>> create(Call&, Config config) {
    return std::make_unique<VendorStamp>(std::move(config));
  }
  explicit VendorStamp(Config config) : config_(std::move(config)) {}
  Result<void> self_test(Call&) override { return test_marked(config_); }

  Result<void> contribute(Call& call, const Request&) override {
    const auto judged = call.proven("vendor.mark");
    if (!judged) return Failure::internal("no mark was proven");
    POSTERN_CHECK(call.emit_text("judged", text_view(judged->bytes)));
    POSTERN_CHECK(call.emit_text("stamped", config_.mark));
    return call.emit_text("version", VENDOR_VERSION);
  }

 private:
  const Config config_;
};

}  // namespace

POSTERN_PLUGIN("vendor", VENDOR_VERSION, "Apache-2.0", VendorJudge, VendorStamp)
