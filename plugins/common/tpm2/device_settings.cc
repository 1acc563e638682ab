// SPDX-License-Identifier: Apache-2.0
#include "common/tpm2/device_settings.h"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace postern::tpm2 {

constinit const std::string_view kDeviceProperties = R"(
    "tcti": {
      "type": "string", "minLength": 1, "default": "device:/dev/tpmrm0",
      "description": "where the TPM is, as tpm2-tss has it: device:/dev/tpmrm0, swtpm:path=/run/tpm.sock, swtpm:host=127.0.0.1,port=2321"
    },
    "event_log": {
      "type": "string", "minLength": 1, "default": "/sys/kernel/security/tpm0/binary_bios_measurements",
      "description": "path of the firmware's event log, or \"none\"; only the default path may be missing"
    })";

namespace {

using sdk::Failure;
using sdk::Result;

constexpr std::string_view kDefaultLog = "/sys/kernel/security/tpm0/binary_bios_measurements";
constexpr std::size_t kLongestLog = 1024 * 1024;  // bytes; what validators accept

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

Result<DeviceSettings> read_device_settings(sdk::JsonConfig& reader) {
  DeviceSettings settings;
  POSTERN_TRY(tcti, reader.text_or("tcti", settings.tcti));
  if (tcti.empty() || tcti.find('\0') != std::string::npos)
    return reader.wrong("tcti", "expected the name of a TCTI");
  settings.tcti = std::move(tcti);
  POSTERN_TRY(event_log, reader.text_or("event_log", std::string(kDefaultLog)));
  if (event_log.empty()) return reader.wrong("event_log", "expected a path, or \"none\"");
  settings.event_log_may_miss = event_log == kDefaultLog;
  settings.event_log = event_log == "none" ? "" : std::move(event_log);
  return settings;
}

// Files in securityfs tell no size.
Result<std::optional<sdk::ByteVector>> read_event_log(const DeviceSettings& settings) {
  if (settings.event_log.empty()) return std::optional<sdk::ByteVector>();
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(settings.event_log.c_str(), "rbe"));
  if (!file && errno == ENOENT && settings.event_log_may_miss) return std::optional<sdk::ByteVector>();
  if (!file)
    return Failure::misconfigured("/event_log", "cannot open the event log " + settings.event_log + ": " +
                                                    std::generic_category().message(errno));
  sdk::ByteVector log(kLongestLog + 1);
  log.resize(std::fread(log.data(), 1, log.size(), file.get()));
  if (std::ferror(file.get()) != 0)
    return Failure::unavailable("cannot read the event log " + settings.event_log);
  if (log.size() > kLongestLog)
    return Failure::misconfigured("/event_log",
                                  "the event log is longer than " + std::to_string(kLongestLog) + " bytes");
  return log.empty() ? std::optional<sdk::ByteVector>() : std::optional(std::move(log));
}

}  // namespace postern::tpm2
