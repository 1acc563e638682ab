// SPDX-License-Identifier: Apache-2.0
#pragma once

// EventQueue: changes in directories as the kernel reports them (inotify(7)).

#include <absl/status/status.h>

#include <functional>
#include <map>
#include <string>

#include "host/watch/lookup.h"

namespace postern::watch {

// Change: what happened to one name in a directory.
struct Change {
  enum class Kind {
    kReplaced,  // it is complete: written and closed, moved here or away, made, removed, or its mode changed
    kWriting,   // somebody writes it and has not closed it yet
    kUnknown,   // the queue ran over, or a directory went: anything may have changed
  };
  Kind kind = Kind::kUnknown;
  std::string path;  // empty when unknown
};

class EventQueue {
 public:
  EventQueue();
  ~EventQueue();
  EventQueue(const EventQueue&) = delete;

  int fd() const { return fd_; }  // readable when there are events; -1: none can be had

  // watch: from now on exactly these. Errors: UNAVAILABLE, naming the first directory that cannot be watched and why
  // (max_user_watches, permission); the others are watched all the same.
  absl::Status watch(const Entries& entries);

  // drain: tells of everything that is in the queue about names that are watched; never blocks.
  void drain(const std::function<void(const Change&)>& tell);

 private:
  void decode(const char* event, const std::function<void(const Change&)>& tell);

  const int fd_;
  Entries entries_;
  std::map<int, std::string> directories_;  // by watch descriptor
};

}  // namespace postern::watch
