// SPDX-License-Identifier: Apache-2.0
#pragma once

// `postern explain`: a recorded decision, or the verdict over a document, as a tree: what was checked, against what, what
// differed, and what to do.

#include <CLI/CLI.hpp>
#include <string>

#include "host/app/verify_command.h"

namespace postern::app {

struct ExplainOptions {
  std::string records, which;  // folder of the records or file; number, or id of a connection or request
  VerifyOptions verify;        // of a document
};

// add_explain: the subcommand with its flags.
CLI::App* add_explain(CLI::App& cli, ExplainOptions& options);

// run_explain: 0 when the (last) decision was to allow, 1 when it was to deny, 2 when there is none or nothing could be
// judged; or as run_verify.
int run_explain(ExplainOptions& options);

}  // namespace postern::app
