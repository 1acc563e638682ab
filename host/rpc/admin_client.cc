// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/admin_client.h"

#include <google/protobuf/util/json_util.h>
#include <grpcpp/create_channel_posix.h>
#include <grpcpp/grpcpp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "postern/v1/admin.grpc.pb.h"

namespace postern::rpc {
namespace {

// A connection of our own rather than gRPC's, which would try again and again and not say why it failed.
absl::StatusOr<int> connect_to(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return absl::InvalidArgumentError(path + ": too long for a socket");
  std::memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  const std::string text = path + ": " + std::strerror(errno);
  const bool is_closed = errno == EACCES || errno == EPERM;
  if (fd >= 0) close(fd);
  return is_closed ? absl::PermissionDeniedError(text) : absl::UnavailableError(text);
}

template <typename Response, typename Method>
absl::StatusOr<Response> call(const std::string& socket, std::chrono::milliseconds timeout, Method&& method) {
  const auto fd = connect_to(socket);
  if (!fd.ok()) return fd.status();
  const auto stub = v1::Admin::NewStub(grpc::CreateInsecureChannelFromFd("gate", *fd));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  Response response;
  const grpc::Status status = method(*stub, &context, &response);
  if (!status.ok()) return absl::Status(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  return response;
}

}  // namespace

absl::StatusOr<v1::ReloadReport> ask_to_reload(const std::string& socket, std::chrono::milliseconds timeout) {
  return call<v1::ReloadReport>(socket, timeout, [](v1::Admin::Stub& stub, grpc::ClientContext* context, v1::ReloadReport* out) {
    return stub.Reload(context, {}, out);
  });
}

absl::StatusOr<v1::GateStatus> ask_for_status(const std::string& socket, std::chrono::milliseconds timeout) {
  return call<v1::GateStatus>(socket, timeout, [](v1::Admin::Stub& stub, grpc::ClientContext* context, v1::GateStatus* out) {
    return stub.Status(context, {}, out);
  });
}

std::string to_json(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) return "{}";
  return text;
}

}  // namespace postern::rpc
