// SPDX-License-Identifier: Apache-2.0
#pragma once

// NamedReading: reads what has names (secrets, plugins, instances, pipelines) out of a file and the files that it
// includes. A name counts once in all of them. What a file includes comes before what it says itself.

#include "host/config/gate_file.h"
#include "host/config/table_reader.h"

namespace postern::config {

class NamedReading {
 public:
  // into, source and out outlive this. plugin_dir: to which the paths of plugins are relative; absolute.
  NamedReading(GateFile& into, Purpose purpose, std::string plugin_dir, const TextSource& source, Diagnostics& out);

  // read: the main file, whose reader knows its settings already.
  void read(TableReader& root);

 private:
  void file(TableReader& root, const std::string& path);
  void includes(TableReader& root, const std::string& path);
  void secrets(TableReader& root, const std::string& path);
  void plugins(TableReader& root, const std::string& path);
  void instances(TableReader& root, const std::string& path);
  void pipelines(TableReader& root, const std::string& path);
  void take_name(const std::string& what, const Position& at);
  template <typename Body>
  void each(TableReader& root, const std::string& path, const std::string& key, Body&& body);

  GateFile& into_;
  const Purpose purpose_;
  const std::string plugin_dir_;
  Diagnostics& out_;
  Includes includes_;
  bool has_pipelines_ = false;  // a list of them, right or wrong
  std::map<std::string, Position> names_;  // "[plugins.kms]" → where it is
};

}  // namespace postern::config
