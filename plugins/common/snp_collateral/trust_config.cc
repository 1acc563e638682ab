// SPDX-License-Identifier: Apache-2.0
#include "common/snp_collateral/trust_config.h"

#include "common/duration/duration_key.h"
#include "common/x509/parse_certificate.h"

namespace postern::snp {

constinit const std::string_view kTrustProperties = R"(
    "amd_roots": {
      "type": "boolean", "default": true,
      "description": "whether AMD's root keys (ARK-Milan, ARK-Genoa, ARK-Turin) are believed"
    },
    "trusted_roots": {
      "type": "array", "minItems": 1, "maxItems": 16, "items": {"type": "string", "minLength": 1}, "x-postern-file": "text",
      "description": "names of PEM files with further root certificates (CN=ARK-<product>) whose keys are believed"
    },
    "kds": {
      "type": "string", "minLength": 1, "default": "https://kdsintf.amd.com", "x-postern-url": true,
      "description": "AMD's key distribution service or a mirror of it, for certificates that a machine did not send; or \"none\""
    },
    "crl": {
      "enum": ["off", "required"], "default": "off",
      "description": "whether the roots' revocation lists are fetched from kds and must be current"
    },
    "crl_max_age": {
      "type": "string", "pattern": "^[0-9]{1,9}(ms|s|m|h)$", "default": "168h",
      "description": "how old a revocation list may be, with crl = \"required\""
    },
    "product": {
      "enum": ["Milan", "Genoa"],
      "description": "processors of machines whose reports do not tell them (version 2) and that send no certificate"
    })";

namespace {

using sdk::JsonConfig;
using sdk::Result;

constexpr std::string_view kRootPrefix = "ARK-";
constexpr std::size_t kMostRoots = 16;

Result<void> add_root(const JsonConfig& reader, const x509::Certificate& root, TrustConfig& config) {
  const std::string name = root.common_name().value_or("");
  const auto product = name.starts_with(kRootPrefix)
                           ? parse_product_line(std::string_view(name).substr(kRootPrefix.size()))
                           : std::nullopt;
  if (!product || !root.is_self_issued() || !root.is_ca())
    return reader.wrong("trusted_roots", "expected root certificates named ARK-Milan, ARK-Genoa or ARK-Turin, found " +
                                             root.label());
  config.roots.push_back({*product, x509::spki_pin(root)});
  config.root_certificates.push_back(root.der());
  return {};
}

Result<void> parse_roots(JsonConfig& reader, TrustConfig& config) {
  POSTERN_TRY(has_amd_roots, reader.flag_or("amd_roots", true));
  if (has_amd_roots) config.roots = amd_roots();
  POSTERN_TRY(texts, reader.texts_or_empty("trusted_roots"));
  if (reader.has("trusted_roots") && texts.empty()) return reader.wrong("trusted_roots", "expected 1 to 16 roots");
  for (const std::string& text : texts) {
    auto parsed = x509::parse_certificates(sdk::as_bytes(text), "trusted_roots");
    if (!parsed.ok())
      return reader.wrong("trusted_roots", "expected certificates in PEM: " + parsed.failure().operator_text());
    for (const x509::Certificate& root : parsed.value()) POSTERN_CHECK(add_root(reader, root, config));
  }
  if (config.root_certificates.size() > kMostRoots) return reader.wrong("trusted_roots", "expected 1 to 16 roots");
  if (config.roots.empty()) return reader.wrong("amd_roots", "false needs trusted_roots: else no machine is believed");
  return {};
}

Result<std::string> parse_kds(JsonConfig& reader) {
  POSTERN_TRY(url, reader.text_or("kds", "https://kdsintf.amd.com"));
  if (url == "none") return std::string();
  while (url.ends_with('/')) url.pop_back();
  if (!url.starts_with("https://") && !url.starts_with("http://"))
    return reader.wrong("kds", "expected the URL of a key distribution service, or \"none\"");
  if (url.find_first_of("?# ") != std::string::npos) return reader.wrong("kds", "expected a URL without query");
  return url;
}

Result<void> parse_crl_keys(JsonConfig& reader, TrustConfig& config) {
  using std::chrono::hours;
  POSTERN_TRY(crl, reader.choice_or("crl", "off", {"off", "required"}));
  POSTERN_TRY(age, common::read_duration(reader, "crl_max_age", {hours(168), hours(1), hours(24 * 366)}));
  if (crl == "off" && reader.has("crl_max_age"))
    return reader.wrong("crl_max_age", "has no effect without crl = \"required\"");
  if (crl == "off") return {};
  if (config.kds.empty()) return reader.wrong("crl", "needs a kds to fetch the lists from");
  config.crl_max_age = age;
  return {};
}

}  // namespace

Result<TrustConfig> parse_trust_config(JsonConfig& reader) {
  TrustConfig config;
  POSTERN_CHECK(parse_roots(reader, config));
  POSTERN_TRY(kds, parse_kds(reader));
  config.kds = std::move(kds);
  POSTERN_CHECK(parse_crl_keys(reader, config));
  POSTERN_TRY(product, reader.text_or("product", ""));
  config.product = parse_product_line(product);
  if (reader.has("product") && (!config.product || *config.product == ProductLine::kTurin))
    return reader.wrong("product", "expected one of \"Milan\", \"Genoa\", found \"" + product + "\"");
  return config;
}

}  // namespace postern::snp
