// SPDX-License-Identifier: Apache-2.0
//
// A key service for tests, in a process of its own. Derives keys with its own HKDF, written from RFC 5869 and not
// shared with the code under test. Prints "port N" when it listens, then "asked PEER ID LENGTH" for every request.
//
//   kms_server key=value…
//     port      0 for a free one (default)          address  127.0.0.1 (default), or unix:/path
//     master, salt   hex                            behave   answer (default) | hang | short | long | a gRPC code number
//     cert, key      files; TLS when given          client_ca  file; mutual TLS when given

#include <grpcpp/grpcpp.h>
#include <openssl/hmac.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <string>

#include "kms.grpc.pb.h"

namespace {

using Options = std::map<std::string, std::string>;

std::string hmac(const std::string& key, const std::string& data) {
  unsigned char out[32];
  unsigned size = sizeof out;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(data.data()),
       data.size(), out, &size);
  return {reinterpret_cast<const char*>(out), size};
}

std::string hkdf(const std::string& master, const std::string& salt, const std::string& info, std::size_t length) {
  const std::string prk = hmac(salt, master);
  std::string block, out;
  for (char counter = 1; out.size() < length; ++counter) out += block = hmac(prk, block + info + counter);
  return out.substr(0, length);
}

std::string from_hex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out.push_back(static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return out;
}

std::string file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Hanging: never answers; ends when the client goes away.
class Hanging final : public grpc::ServerUnaryReactor {
 public:
  void OnCancel() override { Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }
};

class KeyService final : public kms::API::CallbackService {
 public:
  explicit KeyService(Options options) : options_(std::move(options)) {}

  grpc::ServerUnaryReactor* GetDataKey(grpc::CallbackServerContext* context, const kms::GetDataKeyRequest* request,
                                       kms::GetDataKeyResponse* response) override {
    {
      const std::lock_guard lock(mutex_);
      std::printf("asked %s %s %u\n", context->peer().c_str(), request->data_key_id().c_str(), request->length());
      std::fflush(stdout);
    }
    if (options_["behave"] == "hang") return new Hanging;
    auto* reactor = context->DefaultReactor();
    reactor->Finish(answer(*request, *response));
    return reactor;
  }

 private:
  grpc::Status answer(const kms::GetDataKeyRequest& request, kms::GetDataKeyResponse& response) {
    const std::string& behave = options_["behave"];
    if (!behave.empty() && std::isdigit(static_cast<unsigned char>(behave.front())))
      return {static_cast<grpc::StatusCode>(std::stoi(behave)), "as the test asked\n\x1b[31m"};
    if (request.data_key_id().empty() || request.length() == 0)
      return {grpc::StatusCode::INVALID_ARGUMENT, "no id or no length"};
    std::size_t length = request.length();
    if (behave == "short") --length;
    if (behave == "long") ++length;
    response.set_data_key(hkdf(options_["master"], options_["salt"], "key-" + request.data_key_id(), length));
    return grpc::Status::OK;
  }

  Options options_;
  std::mutex mutex_;
};

std::shared_ptr<grpc::ServerCredentials> credentials(Options& options) {
  if (options["cert"].empty()) return grpc::InsecureServerCredentials();
  grpc::SslServerCredentialsOptions tls(options["client_ca"].empty()
                                            ? GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE
                                            : GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  tls.pem_key_cert_pairs.push_back({file(options["key"]), file(options["cert"])});
  if (!options["client_ca"].empty()) tls.pem_root_certs = file(options["client_ca"]);
  return grpc::SslServerCredentials(tls);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    options[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
  }
  options["master"] = from_hex(options["master"]);
  options["salt"] = from_hex(options["salt"]);
  std::string address = options["address"].empty() ? "127.0.0.1" : options["address"];
  if (!address.starts_with("unix:")) address += ":" + (options["port"].empty() ? "0" : options["port"]);
  KeyService service(options);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort(address, credentials(options), &port);
  builder.RegisterService(&service);
  const auto server = builder.BuildAndStart();
  if (!server) return 1;
  std::printf("port %d\n", port);
  std::fflush(stdout);
  server->Wait();
}
