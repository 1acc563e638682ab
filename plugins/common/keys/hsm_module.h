// SPDX-License-Identifier: Apache-2.0
#pragma once

// HsmModule: a PKCS#11 library in this process.

#include <p11-kit/p11-kit.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "common/keys/hsm_login.h"
#include "postern/sdk/result.h"

namespace postern::keys {

using HsmDeadline = std::chrono::steady_clock::time_point;

// HsmModule: one per path in a process, shared by all key sources (PKCS#11 allows one C_Initialize), never unloaded.
// Initialized with CKF_OS_LOCKING_OK, so any number of threads may call its functions. Any thread.
class HsmModule {
 public:
  // open: loads the library at an absolute path, or gives the one that is there. Errors: misconfigured.
  static sdk::Result<std::shared_ptr<HsmModule>> open(const std::string& path);

  // Use: while it is there the module is not restarted. Session handles are valid only within one generation.
  class Use {
   public:
    explicit Use(HsmModule& module) : module_(&module), generation_(module.generation_) {}
    Use(Use&& other) noexcept : module_(std::exchange(other.module_, nullptr)), generation_(other.generation_) {}
    ~Use() {
      if (module_ != nullptr) module_->leave();
    }
    CK_FUNCTION_LIST* operator->() const { return module_->functions_; }
    CK_FUNCTION_LIST* functions() const { return module_->functions_; }
    uint64_t generation() const { return generation_; }
    HsmLogin& login() const { return module_->login_; }

   private:
    HsmModule* module_;
    uint64_t generation_;
  };

  // use: waits while the module is being restarted. Errors: unavailable (not initialized, or not in time).
  sdk::Result<Use> use(HsmDeadline deadline);

  // generation: changes whenever the module is restarted.
  uint64_t generation() const;

  // restart: C_Finalize and C_Initialize once nobody uses the module any more, unless that was done since this
  // generation. Some libraries see a token that came back only then. Every session of the process ends.
  // Errors: those of hsm_failure; unavailable when others do not leave in time.
  sdk::Result<void> restart(uint64_t generation, HsmDeadline deadline);

 private:
  explicit HsmModule(CK_FUNCTION_LIST* functions) : functions_(functions) {}
  void leave();

  CK_FUNCTION_LIST* const functions_;
  HsmLogin login_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t users_ = 0;
  bool is_restarting_ = false;
  bool is_initialized_ = false;
  uint64_t generation_ = 0;
};

}  // namespace postern::keys
