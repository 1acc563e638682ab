// SPDX-License-Identifier: Apache-2.0
//
// For test programs with gRPC in them: its threads may outlast main, and both they and OpenSSL's cleanup at exit would free
// what OpenSSL keeps for them. So there is no such cleanup, as in the product's programs (host/setup/hardening.cc).

#include <openssl/crypto.h>

namespace {
[[maybe_unused]] const int kNoCleanup = OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
}  // namespace
