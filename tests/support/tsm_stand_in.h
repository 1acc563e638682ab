// SPDX-License-Identifier: Apache-2.0
#pragma once

// TsmStandIn: plays the kernel of an SEV-SNP guest in an ordinary folder: whoever makes a folder in it finds provider,
// generation and inblob there, and after writing inblob outblob and, if there is one, auxblob. Files appear whole, by
// renaming. As the folder is an ordinary one, the guest cannot remove what is not empty.

#include <atomic>
#include <functional>
#include <map>
#include <string>
#include <thread>

#include "postern/sdk/bytes.h"
#include "support/temp_dir.h"

namespace postern::test {

// TsmBehaviour: how the kernel answers.
struct TsmBehaviour {
  // The firmware: makes a report for that REPORT_DATA. Runs on the stand-in's thread.
  std::function<sdk::ByteVector(sdk::ByteView report_data)> firmware;
  std::string provider = "sev_guest";
  sdk::ByteVector auxblob = {};  // empty: there is none
  int step = 1;             // by how much generation grows
};

class TsmStandIn {
 public:
  explicit TsmStandIn(TsmBehaviour behaviour);
  ~TsmStandIn();
  TsmStandIn(const TsmStandIn&) = delete;

  std::string folder() const { return root_.path(); }
  int reports() const { return reports_; }  // how many were made

 private:
  void run();
  void handle(int watch, const std::string& name, bool is_folder);
  void open_entry(const std::string& name);
  void make_report(const std::string& entry);
  void put(const std::string& path, std::string_view content);

  const TsmBehaviour behaviour_;
  const TempDir root_, drafts_;
  int inotify_ = -1, stop_ = -1;
  int root_watch_ = -1;
  std::map<int, std::string> entries_;  // watch → folder
  std::atomic<int> reports_ = 0;
  std::thread thread_;
};

// write_certificate_table: as the host gives it to a guest (AMD 56421, 4.1.8.1): GUID text → DER.
sdk::ByteVector write_certificate_table(const std::map<std::string, sdk::ByteVector>& certificates);
inline constexpr const char* kVcekGuid = "63da758d-e664-4564-adc5-f4b93be8accd";
inline constexpr const char* kVlekGuid = "a8074bc2-a25a-483e-aae6-39c045a0b8a1";
inline constexpr const char* kAskGuid = "4ab7b379-bbac-4fe4-a02f-05aef327c782";
inline constexpr const char* kArkGuid = "c0b406a4-a803-4952-9743-3fb6014cd0ae";

}  // namespace postern::test
