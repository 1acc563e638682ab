// SPDX-License-Identifier: Apache-2.0
#include "host/atls/connection_log.h"

#include <algorithm>

namespace postern::atls {

void ConnectionLog::note(attest::Level level, const char* name, std::string text,
                         std::vector<std::pair<std::string, std::string>> fields) {
  std::erase_if(fields, [](const auto& field) { return field.second.empty(); });
  journal_.note({level, name, std::move(text), std::move(fields)});
}

void ConnectionLog::refused(const ConnectionName& name, const attest::Refusal& refusal,
                            const std::string& tls, bool quiet) noexcept try {
  const attest::Reason& reason = refusal.reason;
  note(quiet ? attest::Level::kDebug : attest::Level::kWarn, "handshake-refused",
       "refused " + name.peer + ": " + describe(refusal),
       {{"connection", name.id},
        {"peer", name.peer},
        {"code", reason.code},
        {"class", class_name(refusal.cls)},
        {"step", refusal.step},
        {"subject", reason.subject},
        {"expected", reason.expected},
        {"observed", reason.observed},
        {"spec", reason.specification},
        {"tls", tls}});
} catch (...) {
}

void ConnectionLog::admitted(const ConnectionName& name, const std::string& evidence,
                             const std::string& tls) noexcept try {
  note(attest::Level::kInfo, "handshake-admitted", "admitted " + name.peer + " with " + evidence,
       {{"connection", name.id}, {"peer", name.peer}, {"evidence", evidence}, {"tls", tls}});
} catch (...) {
}

void ConnectionLog::ended(const ConnectionName& name, const std::string& reason, uint64_t received,
                          uint64_t sent) noexcept try {
  note(attest::Level::kInfo, "connection-ended", "connection of " + name.peer + " ended: " + reason,
       {{"connection", name.id},
        {"peer", name.peer},
        {"reason", reason},
        {"received", std::to_string(received)},
        {"sent", std::to_string(sent)}});
} catch (...) {
}

void ConnectionLog::paused(std::size_t handshakes) noexcept try {
  note(attest::Level::kWarn, "accept-paused",
       "new connections wait: " + std::to_string(handshakes) + " handshakes are under way",
       {{"handshakes", std::to_string(handshakes)}});
} catch (...) {
}

void ConnectionLog::resumed() noexcept try {
  note(attest::Level::kInfo, "accept-resumed", "new connections are accepted again", {});
} catch (...) {
}

void ConnectionLog::failed(const std::string& error) noexcept try {
  note(attest::Level::kError, "accept-failed", "cannot accept connections: " + error, {{"error", error}});
} catch (...) {
}

}  // namespace postern::atls
