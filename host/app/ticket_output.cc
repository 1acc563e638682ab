// SPDX-License-Identifier: Apache-2.0
#include "host/app/ticket_output.h"

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "host/pipeline/request.h"
#include "postern/value.h"

namespace postern::app {
namespace {

namespace fs = std::filesystem;

nlohmann::ordered_json shown(const pipeline::TicketField& field, bool show_secrets) {
  if (field.secret && !show_secrets) return absl::StrCat("(secret, ", field.bytes.size(), " bytes)");
  const std::string content(reinterpret_cast<const char*>(field.bytes.bytes().data()), field.bytes.size());
  switch (field.type) {
    case POSTERN_TYPE_BOOL: return field.integer != 0;
    case POSTERN_TYPE_INTEGER: return field.integer;
    case POSTERN_TYPE_TEXT: return content;
    default: return absl::Base64Escape(content);
  }
}

// Where the field goes, below the folder; nothing when its key is not a plain relative path.
std::optional<fs::path> place(const pipeline::TicketField& field) {
  if (!pipeline::is_name(field.name)) return std::nullopt;
  const fs::path key(field.key);
  if (key.is_absolute()) return std::nullopt;
  for (const fs::path& part : key)
    if (part == ".." || part == "." || part.empty() || part.string().find('\0') != std::string::npos)
      return std::nullopt;
  return field.key.empty() ? fs::path(field.name) : fs::path(field.name) / key;
}

std::string content_of(const pipeline::TicketField& field) {
  if (field.type == POSTERN_TYPE_BOOL) return field.integer != 0 ? "true" : "false";
  if (field.type == POSTERN_TYPE_INTEGER) return std::to_string(field.integer);
  return {reinterpret_cast<const char*>(field.bytes.bytes().data()), field.bytes.size()};
}

absl::Status failed(const std::string& what, const fs::path& path) {
  return absl::UnavailableError(absl::StrCat("cannot ", what, " ", path.string(), ": ", std::strerror(errno)));
}

absl::Status write_file(const fs::path& path, std::string content) {
  const fs::path temporary = path.string() + ".new";
  unlink(temporary.c_str());
  const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) return failed("write", temporary);
  const ssize_t written = write(fd, content.data(), content.size());
  const bool complete = written == static_cast<ssize_t>(content.size()) && fsync(fd) == 0;
  close(fd);
  explicit_bzero(content.data(), content.size());
  if (!complete) return failed("write", temporary);
  if (rename(temporary.c_str(), path.c_str()) != 0) return failed("rename", temporary);
  return absl::OkStatus();
}

}  // namespace

std::string ticket_json(const pipeline::Ticket& ticket, bool show_secrets) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const pipeline::TicketField& field : ticket.fields) {
    if (field.key.empty()) json[field.name] = shown(field, show_secrets);
    else json[field.name][field.key] = shown(field, show_secrets);
  }
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace);
}

absl::Status write_ticket(const pipeline::Ticket& ticket, const std::string& folder) {
  for (const pipeline::TicketField& field : ticket.fields)
    if (!place(field)) return absl::InvalidArgumentError(absl::StrCat("ticket field ", field.name, " has an unusable key"));
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return failed("make", folder);
  for (const pipeline::TicketField& field : ticket.fields) {
    const fs::path path = fs::path(folder) / *place(field);
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    if (error) return absl::UnavailableError(absl::StrCat("cannot make ", path.parent_path().string(), ": ", error.message()));
    if (auto status = write_file(path, content_of(field)); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace postern::app
