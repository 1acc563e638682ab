// SPDX-License-Identifier: Apache-2.0
#include "common/keys/hsm_module.h"

#include <map>

#include "common/keys/hsm_status.h"

namespace postern::keys {
namespace {

using sdk::Failure;
using sdk::Result;

// Registry: the modules of this process. Never destroyed: libraries have threads and exit handlers of their own.
struct Registry {
  std::mutex mutex;
  std::map<std::string, std::shared_ptr<HsmModule>> modules;
};
Registry& registry() {
  static auto* const modules = new Registry;
  return *modules;
}

}  // namespace

Result<std::shared_ptr<HsmModule>> HsmModule::open(const std::string& path) {
  Registry& known = registry();
  const std::lock_guard lock(known.mutex);
  if (const auto found = known.modules.find(path); found != known.modules.end()) return found->second;
  CK_FUNCTION_LIST* functions = p11_kit_module_load(path.c_str(), 0);
  if (functions == nullptr) {
    const char* why = p11_kit_message();
    return Failure(POSTERN_MISCONFIGURED, POSTERN_REASON_MISCONFIGURED)
        .about("module")
        .text("cannot load the PKCS#11 library " + path + ": " + (why == nullptr ? "no reason given" : why));
  }
  return known.modules[path] = std::shared_ptr<HsmModule>(new HsmModule(functions));
}

Result<HsmModule::Use> HsmModule::use(HsmDeadline deadline) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_until(lock, deadline, [&] { return !is_restarting_; }))
    return Failure::unavailable("HSM: the PKCS#11 library is being restarted");
  if (!is_initialized_) return Failure::unavailable("HSM: the PKCS#11 library is not initialized");
  ++users_;
  return Use(*this);
}

void HsmModule::leave() {
  const std::lock_guard lock(mutex_);
  --users_;
  changed_.notify_all();
}

uint64_t HsmModule::generation() const {
  const std::lock_guard lock(mutex_);
  return generation_;
}

Result<void> HsmModule::restart(uint64_t generation, HsmDeadline deadline) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait_until(lock, deadline, [&] { return !is_restarting_; }))
    return Failure::unavailable("HSM: the PKCS#11 library is being restarted");
  if (generation_ != generation) return {};
  is_restarting_ = true;
  const bool is_free = changed_.wait_until(lock, deadline, [&] { return users_ == 0; });
  CK_RV value = CKR_OK;
  if (is_free) {
    lock.unlock();
    if (is_initialized_) p11_kit_module_finalize(functions_);
    value = p11_kit_module_initialize(functions_);
    lock.lock();
    is_initialized_ = value == CKR_OK;
    ++generation_;
  }
  is_restarting_ = false;
  changed_.notify_all();
  if (!is_free) return Failure::unavailable("HSM: calls that do not return keep the PKCS#11 library from restarting");
  if (value != CKR_OK) return hsm_failure(value, "C_Initialize");
  return {};
}

}  // namespace postern::keys
