// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/admin_server.h"

#include <grpcpp/grpcpp.h>

#include "host/rpc/admin_socket.h"
#include "postern/v1/admin.grpc.pb.h"

namespace postern::rpc {
namespace {

// AdminService: the synchronous kind: an operator is one, and a reload takes a thread while it is waited for.
class AdminService : public v1::Admin::Service {
 public:
  explicit AdminService(AdminDesk& desk) : desk_(desk) {}

  grpc::Status Reload(grpc::ServerContext* context, const v1::ReloadRequest*, v1::ReloadReport* response) override {
    auto report = desk_.reload([context] { return context->IsCancelled(); });
    if (!report) return {grpc::StatusCode::CANCELLED, "nobody waited for the result"};
    *response = *std::move(report);
    return grpc::Status::OK;
  }

  grpc::Status Status(grpc::ServerContext*, const v1::StatusRequest*, v1::GateStatus* response) override {
    *response = desk_.status();
    return grpc::Status::OK;
  }

 private:
  AdminDesk& desk_;
};

}  // namespace

struct AdminServer::State {
  State(std::string path, AdminDesk& desk, attest::Journal& journal)
      : service(desk),
        socket(std::move(path), [this](int fd) { hand_over(fd); },
               [&journal](unsigned uid) {
                 journal.note({attest::Level::kWarn, "admin-refused", "another user tried the admin socket",
                               {{"uid", std::to_string(uid)}}});
               }) {}

  void hand_over(int fd) {
    grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
    connection.fd = fd;
    acceptor->HandleNewConnection(&connection);
  }

  AdminService service;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor;
  std::unique_ptr<grpc::Server> server;
  AdminSocket socket;
};

AdminServer::AdminServer(std::string path, AdminDesk& desk, attest::Journal& journal)
    : state_(std::make_unique<State>(std::move(path), desk, journal)) {}

AdminServer::~AdminServer() {
  state_->socket.stop();
  if (state_->server == nullptr) return;
  state_->server->Shutdown(std::chrono::system_clock::now());
  state_->server->Wait();
}

absl::Status AdminServer::start() {
  grpc::ServerBuilder builder;
  builder.RegisterService(&state_->service);
  builder.SetMaxReceiveMessageSize(64 * 1024);
  builder.SetSyncServerOption(grpc::ServerBuilder::NUM_CQS, 1);
  builder.SetSyncServerOption(grpc::ServerBuilder::MAX_POLLERS, 2);
  state_->acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, grpc::InsecureServerCredentials());
  state_->server = builder.BuildAndStart();
  if (state_->server == nullptr) return absl::InternalError("the admin server does not start");
  return state_->socket.start();
}

}  // namespace postern::rpc
