// SPDX-License-Identifier: Apache-2.0
#pragma once

// Watcher: says when files may have changed, however they are replaced: written in place, renamed over, by another
// symbolic link, or with the folder around them. It does not read them: whoever is told compares their contents.

#include <chrono>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "host/attest/journal.h"

namespace postern::watch {

struct WatcherOptions {
  std::chrono::milliseconds quiet = std::chrono::milliseconds(200);   // without a further change, before it tells
  std::chrono::milliseconds longest = std::chrono::seconds(2);        // until it tells although changes go on
  std::chrono::milliseconds writing = std::chrono::seconds(30);       // until it tells although a file is being written
  std::chrono::milliseconds rescan = std::chrono::seconds(10);        // how often it tells where it cannot watch
};

class Watcher {
 public:
  using Changed = std::function<void()>;

  // changed is called on the watcher's thread, never twice at once. journal outlives this; it gets one
  // "watch-limited" event when something cannot be watched: then `changed` comes every `rescan`.
  Watcher(WatcherOptions options, attest::Journal& journal, Changed changed);
  ~Watcher();  // waits for `changed` to return
  Watcher(const Watcher&) = delete;

  // follow: from now on these files (absolute paths, which need not exist), and no others. `changed` is called once soon
  // after, for what happened before. Thread-safe, also from `changed`.
  void follow(std::set<std::string> paths);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace postern::watch
