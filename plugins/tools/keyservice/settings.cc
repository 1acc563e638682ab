// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/settings.h"

#include <filesystem>
#include <utility>

#include "common/duration/duration_key.h"

namespace postern::keyservice {
namespace {

using keys::KeyIdForm;
using sdk::JsonConfig;
using sdk::Result;
using std::chrono::milliseconds;

constexpr common::DurationRange kTimeout{milliseconds(10'000), milliseconds(100), milliseconds(60'000)};
constexpr int64_t kKey = 32, kLongestKey = 256;
constexpr std::pair<const char*, KeyIdForm> kForms[] = {{"uuid", KeyIdForm::kUuid},
                                                        {"bound-disk", KeyIdForm::kBoundDisk},
                                                        {"measurementSecret", KeyIdForm::kMeasurementSecret},
                                                        {"ca_emergency_ssh", KeyIdForm::kSshCaSeed}};
constexpr std::pair<std::string_view, NameKind> kKinds[] = {{"dns:", NameKind::kDns},
                                                            {"uri:", NameKind::kUri},
                                                            {"cn:", NameKind::kCommonName}};

// Folder: what paths in the file are relative to.
class Folder {
 public:
  explicit Folder(const std::string& file) : path_(std::filesystem::absolute(file).parent_path()) {}
  Result<std::string> file(JsonConfig& reader, const std::string& key) const {
    POSTERN_TRY(name, reader.text(key));
    if (name.empty() || name.find('\0') != name.npos) return reader.wrong(key, "expected the name of a file");
    return (path_ / name).lexically_normal().string();
  }

 private:
  const std::filesystem::path path_;
};

// read_listen: an address to listen on; port 0 is one too.
Result<keys::Endpoint> read_listen(JsonConfig& reader) {
  POSTERN_TRY(text, reader.text("listen"));
  std::string checked = text;
  if (checked.ends_with(":0")) checked.back() = '1';
  auto endpoint = keys::parse_endpoint(checked);
  if (!endpoint) return reader.wrong("listen", "expected \"address:port\" or \"unix:/path\", found \"" + text + "\"");
  endpoint->text = text;
  return *endpoint;
}

Result<std::vector<ClientName>> read_clients(JsonConfig& reader) {
  POSTERN_TRY(texts, reader.texts_or_empty("clients"));
  if (texts.empty()) return reader.wrong("clients", "expected a list of clients; nobody else is answered");
  std::vector<ClientName> clients;
  for (const std::string& text : texts) {
    for (const auto& [prefix, kind] : kKinds)
      if (text.starts_with(prefix) && text.size() > prefix.size())
        clients.push_back({kind, text.substr(prefix.size()), text});
    if (clients.empty() || clients.back().text != text)
      return reader.wrong("clients", "expected \"dns:NAME\", \"uri:NAME\" or \"cn:NAME\", found \"" + text + "\"");
  }
  return clients;
}

Result<void> read_door(JsonConfig& reader, const Folder& folder, Settings& out) {
  POSTERN_TRY(listen, read_listen(reader));
  POSTERN_TRY(is_plaintext, reader.flag_or("insecure_plaintext", false));
  out.listen = listen.text;
  out.is_plaintext = is_plaintext;
  if (is_plaintext) {
    if (listen.is_loopback) return {};
    return reader.wrong("insecure_plaintext", "is for loopback addresses and Unix sockets only, not " + listen.text);
  }
  POSTERN_TRY(certificate, folder.file(reader, "certificate"));
  POSTERN_TRY(private_key, folder.file(reader, "private_key"));
  POSTERN_TRY(client_ca, folder.file(reader, "client_ca"));
  POSTERN_TRY(clients, read_clients(reader));
  out.tls = {std::move(certificate), std::move(private_key), std::move(client_ca)};
  out.clients = std::move(clients);
  return {};
}

Result<RequestPolicy> read_policy(JsonConfig& reader) {
  RequestPolicy policy;
  POSTERN_TRY(longest, reader.integer_or("longest_key", kKey, 1, kLongestKey));
  POSTERN_TRY(words, reader.texts_or_empty("ids"));
  if (words.empty() && reader.has("ids")) return reader.wrong("ids", "expected at least one form");
  policy.longest_key = static_cast<uint32_t>(longest);
  for (const std::string& word : words) {
    const std::size_t before = policy.forms.size();
    for (const auto& [name, form] : kForms)
      if (word == name) policy.forms.push_back(form);
    if (policy.forms.size() == before)
      return reader.wrong("ids", "expected uuid, bound-disk, measurementSecret or ca_emergency_ssh, found \"" + word + "\"");
  }
  return policy;
}

Result<JsonConfig> table(JsonConfig& reader, const std::string& key) {
  auto object = reader.raw(key);
  if (!object.is_object()) return reader.wrong(key, "expected a table");
  return JsonConfig(std::move(object), reader.pointer(key));
}

Result<SecretFiles> read_secrets(JsonConfig& reader, const Folder& folder) {
  SecretFiles files;
  if (!reader.has("secrets")) return files;
  const nlohmann::json names = reader.raw("secrets");
  POSTERN_TRY(secrets, table(reader, "secrets"));
  for (const auto& item : names.items()) {
    POSTERN_TRY(entry, table(secrets, item.key()));
    POSTERN_TRY(file, folder.file(entry, "file"));
    POSTERN_CHECK(entry.finish());
    files.emplace(item.key(), std::move(file));
  }
  return files;
}

// secrets_of: key and name of each secret that a source needs.
std::vector<std::pair<std::string, std::string>> secrets_of(const keys::SourceConfig& source) {
  if (const auto* local = std::get_if<keys::LocalConfig>(&source))
    return {{"master_secret", local->master_secret}, {"salt", local->salt}};
  if (const auto* hsm = std::get_if<keys::HsmConfig>(&source)) return {{"pin", hsm->pin}};
  const auto& service = std::get<keys::ServiceConfig>(source);
  return {{"ca", service.ca}, {"client_cert", service.client_cert}, {"client_key", service.client_key}};
}

Result<keys::SourceConfig> read_key_source(JsonConfig& reader, const SecretFiles& secrets) {
  POSTERN_TRY(table_reader, table(reader, "source"));
  POSTERN_TRY(source, keys::read_source(table_reader));
  POSTERN_CHECK(table_reader.finish());
  for (const auto& [key, name] : secrets_of(source))
    if (!name.empty() && !secrets.contains(name))
      return table_reader.wrong(key, "no secret of [secrets] is called \"" + name + "\"");
  return source;
}

}  // namespace

Result<Settings> read_settings(const TomlFile& file) {
  JsonConfig reader(file.content, "");
  const Folder folder(file.path);
  Settings settings;
  POSTERN_CHECK(read_door(reader, folder, settings));
  POSTERN_TRY(policy, read_policy(reader));
  POSTERN_TRY(timeout, common::read_duration(reader, "timeout", kTimeout));
  POSTERN_TRY(secrets, read_secrets(reader, folder));
  POSTERN_TRY(source, read_key_source(reader, secrets));
  POSTERN_CHECK(reader.finish());
  settings.requests = std::move(policy);
  settings.timeout = timeout;
  settings.secrets = std::move(secrets);
  settings.source = std::move(source);
  return settings;
}

}  // namespace postern::keyservice
