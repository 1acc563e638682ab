// SPDX-License-Identifier: Apache-2.0
#include "tools/keyservice/server_credentials.h"

#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/x509.h>

#include <fstream>
#include <iterator>

#include "common/pem/pem.h"
#include "common/private_file/private_file.h"

namespace postern::keyservice {
namespace {

constexpr unsigned kLookEverySeconds = 1;

sdk::Failure unusable(const std::string& path, const std::string& what) {
  return sdk::Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED).about(path).text(path + ": " + what);
}

std::vector<common::X509Ptr> certificates_in(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string pem{std::istreambuf_iterator<char>(file), {}};
  return common::parse_certificates(pem);
}

}  // namespace

sdk::Result<void> check_tls_files(const TlsFiles& files) {
  const auto chain = certificates_in(files.certificate);
  if (chain.empty()) return unusable(files.certificate, "no readable PEM certificate");
  if (certificates_in(files.client_ca).empty()) return unusable(files.client_ca, "no readable PEM certificate");
  POSTERN_TRY(pem, common::read_private_file(files.private_key));
  const auto key = common::parse_private_key({reinterpret_cast<const char*>(pem.bytes().data()), pem.size()});
  if (!key) return unusable(files.private_key, "no readable PEM private key without passphrase");
  if (X509_check_private_key(chain.front().get(), key.get()) != 1)
    return unusable(files.private_key, "not the key of the certificate in " + files.certificate);
  return {};
}

std::shared_ptr<grpc::ServerCredentials> server_credentials(const Settings& settings) {
  if (settings.is_plaintext) return grpc::InsecureServerCredentials();
  using namespace grpc::experimental;
  TlsServerCredentialsOptions options(std::make_shared<FileWatcherCertificateProvider>(
      settings.tls.private_key, settings.tls.certificate, settings.tls.client_ca, kLookEverySeconds));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return TlsServerCredentials(options);
}

}  // namespace postern::keyservice
