// SPDX-License-Identifier: Apache-2.0
#pragma once

// SwapGate: a running gate whose configuration a test replaces, and cheap machines that join it.

#include "e2e/gate_process.h"
#include "e2e/joiner.h"
#include "host/rpc/admin_client.h"

namespace postern::test {

// marked: a validator and a backend of the vendor's plugin that both carry the mark. plugin: path of the library; more: of
// the tables [instances.*.config], TOML.
std::string marked(const std::string& plugin, const std::string& mark, const std::string& more = "");

// vendor_library: the vendor's plugin in version 1 or 2. scripted: a plugin and a pipeline of its own for evidence that
// everybody can make.
std::string vendor_library(int version);
std::string scripted_tables();

class SwapGate {
 public:
  explicit SwapGate(const std::string& tables, const std::string& gate_lines = "");

  // write: replaces the configuration as a whole, by renaming. write_raw: the file's whole text.
  void write(const std::string& tables, const std::string& gate_lines = "");
  void write_raw(const std::string& text);
  std::string text(const std::string& tables, const std::string& gate_lines = "") const;

  // reload: as `postern reload`; throws when no gate answers. status: as `postern status`.
  v1::ReloadReport reload();
  v1::GateStatus status();
  // wait_for_generation: until it or a later one is in force; false after a minute.
  bool wait_for_generation(uint64_t number);

  GateProcess& process() { return *process_; }
  std::string socket() const { return process_->folder() + "/admin.sock"; }
  long resident_kib() const;  // VmRSS

  // open: a connection of evidence "vendor" that has been admitted and asks nothing yet. ask: a request over it.
  std::unique_ptr<atls::Client> open();
  absl::StatusOr<pipeline::Ticket> ask(atls::Client& client);
  absl::StatusOr<pipeline::Ticket> join_vendor();
  absl::StatusOr<pipeline::Ticket> join_scripted();

 private:
  std::string header_;
  std::unique_ptr<GateProcess> process_;
};

// code_of: the code of the first error that a reload reported, and where: "gate.toml:7: CODE"; empty when there is none.
std::string first_error(const v1::ReloadReport& report);

}  // namespace postern::test
