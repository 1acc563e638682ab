// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace postern::test {

// free_port: of the loopback interface; nobody listens on it at this moment. For servers that cannot be asked for a port
// of the system's choice and tell which one it was. Throws std::runtime_error.
int free_port();

}  // namespace postern::test
