// SPDX-License-Identifier: Apache-2.0
//
// The distribution's gRPC and OpenSSL are not built for ThreadSanitizer, which then takes their own synchronisation for races.
// What happens inside such libraries is left out; this project's code is watched as ever.

#if defined(__SANITIZE_THREAD__)
extern "C" __attribute__((visibility("default"))) const char* __tsan_default_options();
extern "C" const char* __tsan_default_options() { return "ignore_noninstrumented_modules=1"; }
#endif
