// SPDX-License-Identifier: Apache-2.0
#include "host/rpc/server.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <unistd.h>

#include <mutex>

#include "host/rpc/gate_service.h"
#include "host/rpc/join_service.h"

namespace postern::rpc {

struct Server::State {
  State(const ServerOptions& given, pipeline::TicketOffice& office, attest::Journal& journal)
      : options(given),
        workers(given.workers, given.longest_line),
        desk(registry, office, workers, journal),
        join_service(desk),
        gate_service(desk) {}

  const ServerOptions options;
  IdentityRegistry registry;
  WorkerQueue workers;
  Desk desk;
  JoinService join_service;
  GateService gate_service;
  std::mutex mutex;  // guards running: after the server's shutdown a handed-over descriptor would leak
  bool running = false;
  std::unique_ptr<grpc::experimental::ExternalConnectionAcceptor> acceptor;
  std::unique_ptr<grpc::Server> server;
};

Server::Server(const ServerOptions& options, pipeline::TicketOffice& office, attest::Journal& journal)
    : state_(std::make_unique<State>(options, office, journal)) {}

Server::~Server() { stop(std::chrono::milliseconds(0)); }

absl::Status Server::start() {
  grpc::EnableDefaultHealthCheckService(true);  // grpc.health.v1, for admitted peers and on the admin socket
  grpc::ServerBuilder builder;
  builder.RegisterService(&state_->join_service);
  builder.RegisterService(&state_->gate_service);
  builder.SetMaxReceiveMessageSize(state_->options.largest_message);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
                             static_cast<int>(state_->options.preface_timeout.count()));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 16);
  state_->acceptor = builder.experimental().AddExternalConnectionAcceptor(
      grpc::ServerBuilder::experimental_type::ExternalConnectionType::FROM_FD, grpc::InsecureServerCredentials());
  state_->server = builder.BuildAndStart();
  if (state_->server == nullptr) return absl::InternalError("the gRPC server does not start");
  const std::lock_guard lock(state_->mutex);
  state_->running = true;
  return absl::OkStatus();
}

void Server::stop(std::chrono::milliseconds grace) {
  {
    const std::lock_guard lock(state_->mutex);
    if (!state_->running) return;
    state_->running = false;
  }
  state_->server->Shutdown(std::chrono::system_clock::now() + grace);
  state_->server->Wait();
}

bool Server::admit(int fd, const std::string& name, attest::IdentityPtr identity) {
  const std::lock_guard lock(state_->mutex);
  if (!state_->running || !state_->registry.add(name, std::move(identity))) {
    close(fd);
    return false;
  }
  grpc::experimental::ExternalConnectionAcceptor::NewConnectionParameters connection;
  connection.fd = fd;
  state_->acceptor->HandleNewConnection(&connection);
  return true;
}

std::size_t Server::waiting() const { return state_->workers.waiting(); }

void Server::forget(const std::string& name) { state_->registry.remove(name); }

}  // namespace postern::rpc
