// SPDX-License-Identifier: Apache-2.0
//
// The compiler of pipelines: the first eight bytes choose made-up components (v0, v1, … and b0, b1, …), the rest is a
// configuration over them. What the compiler accepts can be run: nobody misses anything (see compiler_play.h). What it
// refuses it refuses with places that exist, and the same each time.

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>

#include "host/gate/pipeline_check.h"
#include "property/compiler_play.h"
#include "property/compiler_world.h"

namespace {

using namespace postern;

void require(bool holds, const std::string& text = "") {
  if (holds) return;
  std::cerr << text << '\n';
  std::abort();
}

bool compile(const gate::Resolved& resolved, config::Diagnostics& out) {
  if (out.ok()) check_pipelines(resolved, out);
  return out.ok();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, std::size_t size) {
  uint64_t seed = 0;
  if (size < sizeof(seed)) return 0;
  std::memcpy(&seed, data, sizeof(seed));
  property::Random random(seed);
  property::CompilerWorld world = property::make_components(random);
  world.text.assign(reinterpret_cast<const char*>(data) + sizeof(seed), size - sizeof(seed));
  if (world.text.find("include") != world.text.npos) return 0;  // no file but this one
  config::Diagnostics out, again;
  const gate::Resolved resolved = world.resolved(out);
  const bool accepted = compile(resolved, out);
  require(accepted == compile(world.resolved(again), again) && out.all().size() == again.all().size());
  const auto lines = static_cast<unsigned>(std::count(world.text.begin(), world.text.end(), '\n')) + 2;
  for (const config::Diagnostic& each : out.all()) require(each.at.line <= lines && !each.text.empty());
  if (!accepted) return 0;
  for (const config::PipelineEntry& entry : resolved.file.pipelines) {
    require(property::is_reached(resolved.file.pipelines, entry), entry.name);
    for (int i = 0; i < 3; ++i) {
      const std::string wrong = property::play(resolved, entry, random);
      require(wrong.empty(), wrong);
    }
  }
  return 0;
}
