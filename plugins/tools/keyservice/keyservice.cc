// SPDX-License-Identifier: Apache-2.0
//
// postern-keyservice, which is what `postern keyservice` runs.

#include <openssl/crypto.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <CLI/CLI.hpp>

#include "tools/keyservice/call_host.h"
#include "tools/keyservice/import_command.h"
#include "tools/keyservice/serve_command.h"

namespace {

constexpr std::size_t kSecureHeap = 1024 * 1024, kSecureBlock = 32;  // bytes

constexpr const char* kDescription =
    "postern keyservice: gives data keys to gates.\n\n"
    "Serves kms.API (GetDataKey) over mutual TLS from a TOML file. Only clients whose certificate is of client_ca and\n"
    "names one of `clients` are answered. A key is derived from its id, always the same one: from a master secret\n"
    "(mode \"local\"), by a key in an HSM (\"pkcs11\"), or by another key service (\"grpc\"). Each answer is a line on\n"
    "standard error, without the key. grpc.health.v1.Health tells whether the source works.\n\n"
    "Signals: SIGTERM and SIGINT end it once open requests are answered, after ten seconds at the latest. Certificate\n"
    "files are read again when they change. SIGHUP asks the source anew.\n\n"
    "Files: the configuration (config/keyservice.toml is one to start from); private key, PIN and secrets must be mode\n"
    "0600 and owned by the service's user or root.\n\n"
    "Exit code: 0 after a signal, 1 when the service cannot start, 2 when command line or configuration is wrong.";
constexpr const char* kImportDescription =
    "Puts the key that data keys come from into an HSM.\n\n"
    "From a master secret and salt of 32 bytes each, PRK = HMAC-SHA-256(salt, master secret) (RFC 5869) becomes a key\n"
    "object that signs but can neither be read nor taken out. One HMAC is compared with HKDF's result, then the\n"
    "PKCS#11 URI is printed. Afterwards no gate needs the master secret any more; keep it offline.\n\n"
    "With --generate the HSM makes a new random key. Then only the HSM has it: back the HSM up.";

// harden: no core files, no tracing, files for the owner only, memory for secrets that is not swapped.
void harden() {
  signal(SIGPIPE, SIG_IGN);
  umask(0077);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  CRYPTO_secure_malloc_init(kSecureHeap, kSecureBlock);
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, number);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

CLI::App* add_import(CLI::App& cli, postern::keyservice::ImportOptions& options) {
  CLI::App* import = cli.add_subcommand("import", kImportDescription);
  import->add_option("--module", options.module, "absolute path of the PKCS#11 library")->required();
  import->add_option("--token-label", options.token_label, "label of the token")->required();
  import->add_option("--key-label", options.key_label, "label that the key gets")->required();
  import->add_option("--pin-file", options.pin_file, "file with the user PIN, mode 0600")->required();
  import->add_option("--master-secret-file", options.master_secret_file, "file with the master secret, 32 raw bytes");
  import->add_option("--salt-file", options.salt_file, "file with the salt, 32 raw bytes");
  import->add_flag("--generate", options.generate, "a new random key instead, which only the HSM knows");
  import->add_flag("--replace", options.replace, "remove a key of that label; every disk key that came from it is lost");
  return import;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace postern::keyservice;
  harden();
  install_host();
  CLI::App cli{kDescription, "postern keyservice"};
  std::string config = "/etc/postern/keyservice.toml";
  bool check = false, self_test = false;
  ImportOptions options;
  cli.add_option("-c,--config", config, "configuration file")->capture_default_str();
  cli.add_flag("--check", check, "only read the configuration, and say what is wrong with it and where");
  cli.add_flag("--self-test", self_test, "also open its files and ask the source once")->excludes("--check");
  cli.set_version_flag("--version", POSTERN_VERSION);
  const CLI::App* import = add_import(cli, options);
  try {
    cli.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return cli.exit(error) == 0 ? 0 : 2;
  }
  if (import->parsed()) return import_command(options);
  return serve(config, check ? ServeMode::kCheckFile : self_test ? ServeMode::kSelfTest : ServeMode::kServe);
}
