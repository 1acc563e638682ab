// SPDX-License-Identifier: Apache-2.0
#include "support/swtpm.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <tss2/tss2_esys.h>
#include <tss2/tss2_rc.h>
#include <tss2/tss2_tctildr.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <vector>

namespace postern::test {
namespace {

constexpr int kPatience = 60'000;  // milliseconds; only a start that fails takes that long
constexpr std::string_view kPidFile = "pid";

// Descriptor: a file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {
    if (fd < 0) throw std::runtime_error(std::string("swtpm support: ") + std::strerror(errno));
  }
  ~Descriptor() { close(fd_); }
  Descriptor(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

void check(TSS2_RC code, const char* what) {
  if (code != TSS2_RC_SUCCESS) throw std::runtime_error(std::string(what) + ": " + Tss2_RC_Decode(code));
}

// Conversation: a connection to the TPM for one command.
class Conversation {
 public:
  explicit Conversation(const std::string& tcti) {
    check(Tss2_TctiLdr_Initialize(tcti.c_str(), &tcti_), "cannot reach swtpm");
    const TSS2_RC code = Esys_Initialize(&esys_, tcti_, nullptr);
    if (code != TSS2_RC_SUCCESS) Tss2_TctiLdr_Finalize(&tcti_);
    check(code, "cannot talk to swtpm");
  }
  ~Conversation() {
    Esys_Finalize(&esys_);
    Tss2_TctiLdr_Finalize(&tcti_);
  }
  Conversation(const Conversation&) = delete;
  ESYS_CONTEXT* esys() const { return esys_; }

 private:
  TSS2_TCTI_CONTEXT* tcti_ = nullptr;
  ESYS_CONTEXT* esys_ = nullptr;
};

// names_pid_file: whether one of the inotify events in the buffer is about the pid file.
bool names_pid_file(const char* buffer, ssize_t size) {
  for (ssize_t at = 0; at < size;) {
    inotify_event event;
    std::memcpy(&event, buffer + at, sizeof event);
    if (event.len > 0 && kPidFile == buffer + at + sizeof event) return true;
    at += static_cast<ssize_t>(sizeof event + event.len);
  }
  return false;
}

}  // namespace

Swtpm::Swtpm() {
  std::string pattern = (std::filesystem::temp_directory_path() / "swtpm-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder for swtpm");
  folder_ = pattern;
  const Descriptor watch(inotify_init1(IN_CLOEXEC));
  if (inotify_add_watch(watch.get(), folder_.c_str(), IN_CLOSE_WRITE) < 0)
    throw std::runtime_error("cannot watch the folder of swtpm");
  start();
  wait_until_ready(watch.get());
}

Swtpm::~Swtpm() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Swtpm::start() {
  std::vector<std::string> words{"swtpm",
                                 "socket",
                                 "--tpm2",
                                 "--tpmstate",
                                 "dir=" + folder_,
                                 "--server",
                                 "type=unixio,path=" + folder_ + "/tpm.sock",
                                 "--ctrl",
                                 "type=unixio,path=" + folder_ + "/tpm.sock.ctrl",
                                 "--flags",
                                 "not-need-init,startup-clear",
                                 "--seccomp",
                                 "action=none",
                                 "--pid",
                                 "file=" + folder_ + "/" + std::string(kPidFile),
                                 "--log",
                                 "file=" + folder_ + "/log"};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ < 0) throw std::runtime_error("cannot start swtpm");
  if (pid_ > 0) return;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

// swtpm writes its pid file when both sockets are listening.
void Swtpm::wait_until_ready(int watch) const {
  const Descriptor process(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  pollfd waiting[] = {{watch, POLLIN, 0}, {process.get(), POLLIN, 0}};
  while (poll(waiting, 2, kPatience) > 0) {
    char buffer[4096];
    if ((waiting[0].revents & POLLIN) != 0 && names_pid_file(buffer, read(watch, buffer, sizeof buffer)))
      return;
    if (waiting[1].revents != 0) throw std::runtime_error("swtpm ended at once; is it installed?");
  }
  throw std::runtime_error("swtpm does not become ready");
}

void Swtpm::extend(uint32_t pcr, std::string_view text) const {
  TPM2B_EVENT event{};
  if (text.size() > sizeof event.buffer) throw std::runtime_error("text too long for TPM2_PCR_Event");
  event.size = static_cast<UINT16>(text.size());
  std::memcpy(event.buffer, text.data(), text.size());
  const Conversation tpm(tcti());
  TPML_DIGEST_VALUES* digests = nullptr;
  check(Esys_PCR_Event(tpm.esys(), pcr, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &event, &digests),
        "TPM2_PCR_Event");
  Esys_Free(digests);
}

void Swtpm::extend_digests(uint32_t pcr, const std::map<uint16_t, sdk::ByteVector>& digests) const {
  TPML_DIGEST_VALUES values{};
  for (const auto& [algorithm, digest] : digests) {
    TPMT_HA& value = values.digests[values.count++];
    value.hashAlg = algorithm;
    std::memcpy(&value.digest, digest.data(), digest.size());
  }
  const Conversation tpm(tcti());
  check(Esys_PCR_Extend(tpm.esys(), pcr, ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &values),
        "TPM2_PCR_Extend");
}

}  // namespace postern::test
