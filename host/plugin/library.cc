// SPDX-License-Identifier: Apache-2.0
#include "host/plugin/library.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>
#include <dlfcn.h>

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <set>

#include "host/attest/value.h"
#include "host/plugin/host_table.h"

namespace postern::plugin {
namespace {

constexpr uint64_t kMostComponents = 64;

std::string label_of(const std::string& name, const LibraryImage& image) {
  return absl::StrCat("plugin ", name, ": ", image.path());
}

// Reads the symbol table without mapping the file as code: nothing of something that is no plugin ever runs.
absl::Status check_symbols(const std::string& name, const LibraryImage& image) {
  const auto symbols = image.symbols();
  if (!symbols.ok())
    return absl::InvalidArgumentError(
        absl::StrCat(label_of(name, image), " is not a shared library: ", symbols.status().message()));
  if (std::find(symbols->begin(), symbols->end(), POSTERN_ENTRY_SYMBOL) != symbols->end()) return absl::OkStatus();
  for (const std::string& symbol : *symbols)
    if (absl::StartsWith(symbol, POSTERN_ENTRY_PREFIX))
      return absl::FailedPreconditionError(
          absl::StrCat(label_of(name, image), " speaks ABI major ", absl::StripPrefix(symbol, POSTERN_ENTRY_PREFIX),
                       "; this gate speaks ", POSTERN_ABI_MAJOR));
  return absl::InvalidArgumentError(absl::StrCat(label_of(name, image), " does not export ", POSTERN_ENTRY_SYMBOL));
}

using Entry = postern_status(const postern_host*, postern_library*);

absl::StatusOr<Entry*> map(const std::string& name, const LibraryImage& image) {
  using Mode = boost::dll::load_mode::type;
  const auto mode = static_cast<Mode>(boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local |
                                      static_cast<Mode>(RTLD_NODELETE));
  try {
    boost::dll::shared_library library(image.loadable(), mode);
    image.keep();
    return &library.get<Entry>(POSTERN_ENTRY_SYMBOL);  // stays mapped: RTLD_NODELETE
  } catch (const std::exception& error) {
    return absl::InvalidArgumentError(absl::StrCat(label_of(name, image), " cannot be loaded: ", error.what()));
  }
}

// label: how errors call the library.
absl::StatusOr<postern_library> enter(const std::string& label, Entry* entry) {
  postern_library raw{};
  raw.struct_size = sizeof(raw);
  postern_status status = POSTERN_INTERNAL;
  try {
    status = entry(&host_table(), &raw);
  } catch (...) {
    return absl::InternalError(absl::StrCat(label, ": its entry function threw an exception"));
  }
  if (status != POSTERN_OK)
    return absl::FailedPreconditionError(absl::StrCat(label, ": its entry function answered ", status));
  if (raw.components == nullptr || raw.component_count == 0 || raw.component_count > kMostComponents)
    return absl::InvalidArgumentError(absl::StrCat(label, ": offers ", raw.component_count,
                                                   " components; expected 1 to ", kMostComponents));
  return raw;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Library>> Library::load(const std::string& name, const LibraryImage& image) {
  if (auto status = check_symbols(name, image); !status.ok()) return status;
  auto entry = map(name, image);
  if (!entry.ok()) return entry.status();
  auto raw = enter(label_of(name, image), *entry);
  if (!raw.ok()) return raw.status();

  auto library = std::make_shared<Library>();
  library->name_ = name;
  library->sha256_ = image.sha256();
  if (raw->version.ptr != nullptr && raw->version.len <= 64)
    library->version_.assign(reinterpret_cast<const char*>(raw->version.ptr), raw->version.len);
  std::set<std::pair<uint32_t, std::string>> seen;
  for (uint64_t i = 0; i < raw->component_count; ++i) {
    auto component = check_component(name, raw->components[i]);
    if (!component.ok())
      return absl::InvalidArgumentError(absl::StrCat(label_of(name, image), ": ", component.status().message()));
    if (!seen.emplace(component->kind, component->id).second)
      return absl::InvalidArgumentError(absl::StrCat(label_of(name, image), ": offers ", kind_name(component->kind),
                                                     " ", component->id, " twice"));
    library->components_.push_back(std::make_shared<const ComponentDescriptor>(*std::move(component)));
  }
  return library;
}

std::shared_ptr<const Library> Library::named(const std::string& name) const {
  auto other = std::make_shared<Library>(*this);
  other->name_ = name;
  for (auto& component : other->components_) {
    auto renamed = std::make_shared<ComponentDescriptor>(*component);
    renamed->library = name;
    component = std::move(renamed);
  }
  return other;
}

}  // namespace postern::plugin
