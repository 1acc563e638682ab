// SPDX-License-Identifier: Apache-2.0
#include "support/soft_hsm.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

#include "common/keys/hsm_session.h"
#include "support/child_process.h"

namespace postern::test {
namespace {

using keys::HsmModule;

// Session: one with the token, logged in, of a library that has just looked for tokens.
class Session {
 public:
  Session(const std::string& token, const std::string& pin) : module_(opened()), use_(used(*module_)) {
    const auto location = keys::HsmLocation::of_labels(token, "any");
    auto session = keys::open_session(use_, location.value(), keys::HsmAccess::kWrite, sdk::as_bytes(pin));
    if (!session.ok()) throw std::runtime_error(session.failure().operator_text());
    handle_ = session.value();
  }
  ~Session() { use_->C_CloseSession(handle_); }
  Session(const Session&) = delete;
  CK_FUNCTION_LIST* operator->() const { return use_.functions(); }
  CK_SESSION_HANDLE handle() const { return handle_; }

 private:
  static std::shared_ptr<HsmModule> opened() {
    auto module = HsmModule::open(SoftHsm::module());
    if (!module.ok()) throw std::runtime_error(module.failure().operator_text());
    return module.take();
  }
  static HsmModule::Use used(HsmModule& module) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    if (auto restarted = module.restart(module.generation(), deadline); !restarted.ok())
      throw std::runtime_error(restarted.failure().operator_text());
    return module.use(deadline).take();
  }
  const std::shared_ptr<HsmModule> module_;
  const HsmModule::Use use_;
  CK_SESSION_HANDLE handle_ = CK_INVALID_HANDLE;
};

void require(CK_RV value, const char* what) {
  if (value != CKR_OK) throw std::runtime_error(std::string(what) + ": " + p11_kit_strerror(value));
}

CK_UTF8CHAR* chars(const std::string& text) { return reinterpret_cast<CK_UTF8CHAR*>(const_cast<char*>(text.data())); }

}  // namespace

SoftHsm& SoftHsm::get() {
  static SoftHsm hsm;
  return hsm;
}

std::string SoftHsm::module() {
  for (const char* path : {"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/softhsm/libsofthsm2.so"})
    if (std::filesystem::exists(path)) return path;
  return {};
}

SoftHsm::SoftHsm() {
  std::filesystem::create_directory(dir_.path() + "/tokens");
  const std::string config = dir_.write("softhsm2.conf", "directories.tokendir = " + dir_.path() +
                                                             "/tokens\nobjectstore.backend = file\nlog.level = ERROR\n");
  setenv("SOFTHSM2_CONF", config.c_str(), 1);
}

void SoftHsm::add_token(const std::string& label, const std::string& pin) {
  run({"softhsm2-util", "--init-token", "--free", "--label", label, "--so-pin", "security-officer", "--pin", pin});
}

void SoftHsm::add_key(const std::string& token, const std::string& pin, const std::string& label,
                      const std::string& value, HsmKeyOptions options) {
  const Session session(token, pin);
  const CK_OBJECT_CLASS type = CKO_SECRET_KEY;
  const CK_KEY_TYPE kind = CKK_GENERIC_SECRET;
  const CK_BBOOL yes = CK_TRUE, sensitive = options.sensitive, extractable = options.extractable, sign = options.sign;
  const auto attribute = [](CK_ATTRIBUTE_TYPE name, const void* at, std::size_t size) {
    return CK_ATTRIBUTE{name, const_cast<void*>(at), size};
  };
  std::vector<CK_ATTRIBUTE> all{attribute(CKA_CLASS, &type, sizeof type),
                                attribute(CKA_KEY_TYPE, &kind, sizeof kind),
                                attribute(CKA_TOKEN, &yes, 1),
                                attribute(CKA_PRIVATE, &yes, 1),
                                attribute(CKA_SENSITIVE, &sensitive, 1),
                                attribute(CKA_EXTRACTABLE, &extractable, 1),
                                attribute(CKA_SIGN, &sign, 1),
                                attribute(CKA_LABEL, label.data(), label.size()),
                                attribute(CKA_VALUE, value.data(), value.size())};
  CK_OBJECT_HANDLE key = CK_INVALID_HANDLE;
  require(session->C_CreateObject(session.handle(), all.data(), all.size(), &key), "C_CreateObject");
}

void SoftHsm::change_pin(const std::string& token, const std::string& pin, const std::string& new_pin) {
  const Session session(token, pin);
  require(session->C_SetPIN(session.handle(), chars(pin), pin.size(), chars(new_pin), new_pin.size()), "C_SetPIN");
}

void SoftHsm::close_all_sessions(const std::string& token, const std::string& pin) {
  const Session session(token, pin);
  CK_SESSION_INFO info{};
  require(session->C_GetSessionInfo(session.handle(), &info), "C_GetSessionInfo");
  require(session->C_CloseAllSessions(info.slotID), "C_CloseAllSessions");
}

void SoftHsm::remove() { std::filesystem::rename(dir_.path() + "/tokens", dir_.path() + "/away"); }
void SoftHsm::put_back() { std::filesystem::rename(dir_.path() + "/away", dir_.path() + "/tokens"); }

}  // namespace postern::test
