// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/reload_report.h"

namespace postern::app {

std::string_view name_of(Trigger trigger) {
  switch (trigger) {
    case Trigger::kStart: return "start";
    case Trigger::kFiles: return "files";
    case Trigger::kSignal: return "signal";
    case Trigger::kCommand: break;
  }
  return "command";
}

std::string_view name_of(ReloadResult result) {
  switch (result) {
    case ReloadResult::kSwapped: return "swapped";
    case ReloadResult::kRefused: return "refused";
    case ReloadResult::kUnchanged: return "unchanged";
    case ReloadResult::kStopping: break;
  }
  return "stopping";
}

}  // namespace postern::app
