// SPDX-License-Identifier: Apache-2.0
#include "common/snp_signer/kds_settings.h"

namespace postern::snp {

constinit const std::string_view kKdsProperties = R"(
    "kds": {
      "type": "string", "minLength": 1, "default": "https://kdsintf.amd.com", "x-postern-url": true,
      "description": "AMD's key distribution service or a mirror of it, for when the cloud gives no certificates; or \"none\""
    },
    "product": {
      "enum": ["Milan", "Genoa"],
      "description": "the processor, for reports that do not tell it (version 2); only needed to ask the kds"
    })";

using sdk::JsonConfig;
using sdk::Result;

Result<std::string> read_url(JsonConfig& reader, const std::string& key, std::string fallback) {
  POSTERN_TRY(url, reader.text_or(key, std::move(fallback)));
  while (url.ends_with('/')) url.pop_back();
  if (!url.starts_with("https://") && !url.starts_with("http://")) return reader.wrong(key, "expected a URL");
  for (const char c : url)
    if (c <= ' ' || c > '~' || c == '?' || c == '#') return reader.wrong(key, "expected a URL without query");
  return url;
}

Result<KdsSettings> read_kds_settings(JsonConfig& reader) {
  KdsSettings settings;
  POSTERN_TRY(kds, reader.text_or("kds", ""));
  if (kds != "none") {
    POSTERN_TRY(url, read_url(reader, "kds", "https://kdsintf.amd.com"));
    settings.kds = std::move(url);
  }
  POSTERN_TRY(product, reader.text_or("product", ""));
  settings.product = parse_product_line(product);
  if (reader.has("product") && (!settings.product || *settings.product == ProductLine::kTurin))
    return reader.wrong("product", "expected one of \"Milan\", \"Genoa\", found \"" + product + "\"");
  return settings;
}

}  // namespace postern::snp
