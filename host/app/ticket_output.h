// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a node does with its ticket: files that only their owner can read, or JSON for people.

#include <absl/status/status.h>

#include <string>

#include "host/pipeline/ticket.h"

namespace postern::app {

// ticket_json: the ticket as indented JSON. Bytes are base64. Secrets show only their length unless show_secrets.
std::string ticket_json(const pipeline::Ticket& ticket, bool show_secrets);

// write_ticket: one file per field in the folder, which is made (0700) if it is missing: "state_disk_key", and for
// fields with a key "control_plane_files/etcd/ca.crt". Each is written beside its place, synced, and renamed, mode
// 0600. Keys that would leave the folder are refused before anything is written.
absl::Status write_ticket(const pipeline::Ticket& ticket, const std::string& folder);

}  // namespace postern::app
