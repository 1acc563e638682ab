// SPDX-License-Identifier: Apache-2.0
//
// A backend for tests that stops a request between two steps: it tells whoever listens on a Unix socket its name, and goes
// on when it is told to. Configuration: {"socket": path, "name": text}. Goes on at once when nobody listens.

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

#include "postern/sdk/json_config.h"
#include "postern/sdk/plugin.h"

namespace {

using namespace postern::sdk;

class Checkpoint final : public Backend {
 public:
  struct Config {
    std::string socket, name;
  };
  static Description describe() {
    return {.id = "checkpoint",
            .version = "1.0.0",
            .summary = "Waits until a test lets it go on",
            .config_schema_json = "{}",
            .fields_out = {}};
  }
  static Result<Config> read_config(std::string_view json) {
    POSTERN_TRY(reader, JsonConfig::parse(json));
    POSTERN_TRY(socket, reader.text("socket"));
    POSTERN_TRY(name, reader.text("name"));
    POSTERN_CHECK(reader.finish());
    return Config{std::move(socket), std::move(name)};
  }
  static Result<std::unique_ptr<Checkpoint>> create(Call&, Config config) {
    return std::make_unique<Checkpoint>(std::move(config));
  }
  explicit Checkpoint(Config config) : config_(std::move(config)) {}

  Result<void> contribute(Call&, const Request&) override {
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, config_.socket.c_str(), sizeof address.sun_path - 1);
    if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      const std::string line = config_.name + "\n";
      char answer = 0;
      if (write(fd, line.data(), line.size()) == static_cast<ssize_t>(line.size())) (void)!read(fd, &answer, 1);
    }
    close(fd);
    return {};
  }

 private:
  const Config config_;
};

}  // namespace

POSTERN_PLUGIN("checkpoint", "1.0.0", "Apache-2.0", Checkpoint)
