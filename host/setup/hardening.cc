// SPDX-License-Identifier: Apache-2.0
#include "host/setup/hardening.h"

#include <openssl/crypto.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

namespace postern::app {
namespace {
constexpr std::size_t kSecureHeap = 4 * 1024 * 1024;
constexpr std::size_t kSecureBlock = 32;
}  // namespace

void harden_process() {
  signal(SIGPIPE, SIG_IGN);
  umask(0077);
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  // Threads of gRPC may outlast main, and both they and OpenSSL's cleanup at exit would free what OpenSSL keeps for them.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
  CRYPTO_secure_malloc_init(kSecureHeap, kSecureBlock);
}

}  // namespace postern::app
