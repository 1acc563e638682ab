// SPDX-License-Identifier: Apache-2.0
//
// The reader of configuration files: whatever the text, every diagnostic has a file of the configuration and a line that
// exists in it, reading the same text again says the same, and no more files are opened than may be. The input is the
// main file and, behind lines of "----", the files 1.toml, 2.toml, … that it may include.

#include <algorithm>
#include <cstdlib>
#include <map>
#include <string>

#include "host/config/diagnostic_print.h"
#include "host/config/gate_file.h"

namespace {

using namespace postern::config;
using Files = std::map<std::string, std::string>;

void require(bool holds) {
  if (!holds) std::abort();
}

Files split(std::string text) {
  const std::string mark = "\n----\n";
  Files files;
  for (int number = 0;; ++number) {
    const std::size_t end = text.find(mark);
    files[number == 0 ? "/etc/gate.toml" : "/etc/" + std::to_string(number) + ".toml"] = text.substr(0, end);
    if (end == text.npos) return files;
    text.erase(0, end + mark.size());
  }
}

Diagnostics read(const Files& files) {
  Diagnostics out;
  for (const auto purpose : {Purpose::kGate, Purpose::kNode}) {
    std::size_t opened = 1;
    const TextSource source = [&](const std::string& path, const Position& at, Diagnostics& to) -> std::optional<std::string> {
      require(++opened <= Includes::kMostFiles);
      if (const auto found = files.find(path); found != files.end()) return found->second;
      to.error(at, Code::kFileUnreadable, "cannot read " + path);
      return std::nullopt;
    };
    const GateFile file = read_gate_text(files.at("/etc/gate.toml"), "/etc/gate.toml", purpose, "/plugins", out, source);
    for (const PipelineEntry& entry : file.pipelines) {
      require(entry.when.size() == entry.when_at.size() && entry.ticket.size() == entry.ticket_at.size());
      for (const StepEntry& step : entry.steps) require(step.instances.size() == step.instances_at.size());
    }
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  const Files files = split({reinterpret_cast<const char*>(data), size});
  const Diagnostics first = read(files), second = read(files);
  require(first.ok() == second.ok() && first.all().size() == second.all().size());
  for (std::size_t i = 0; i < first.all().size(); ++i) {
    const Diagnostic& diagnostic = first.all()[i];
    const auto file = files.find(diagnostic.at.file);
    require(file != files.end() && !diagnostic.text.empty());
    require(diagnostic.at.line <= static_cast<unsigned>(std::count(file->second.begin(), file->second.end(), '\n')) + 2);
    require(print_with_line(diagnostic) == print_with_line(second.all()[i]));
  }
  require(to_json(first).size() == first.all().size());
  return 0;
}
