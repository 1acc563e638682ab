// SPDX-License-Identifier: Apache-2.0
#pragma once

// RecordedAnswers: services for plugins whose web pages are those of a record: what was answered then is answered again,
// and nothing else. Nothing is contacted.

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/plugin/services.h"
#include "host/record/blob_folder.h"
#include "host/record/record.h"

namespace postern::app {

class RecordedAnswers : public plugin::Services {
 public:
  // rest: everything but pages. blobs: the kept pages.
  RecordedAnswers(std::shared_ptr<plugin::Services> rest, const record::BlobFolder& blobs)
      : rest_(std::move(rest)), blobs_(blobs) {}

  // begin: from here on the answers are these; for one URL they are given in their order, the last one again and again.
  // end: the first thing that was asked for and could not be answered, or empty.
  void begin(std::vector<record::Answer> answers);
  std::string end();

  absl::StatusOr<attest::ByteVector> fetch(const plugin::FetchRequest& request) override;
  attest::Journal& journal() override { return rest_->journal(); }
  absl::StatusOr<pipeline::SecretBytes> secret(std::string_view name) override { return rest_->secret(name); }
  void metric_add(const std::string&, const std::string&, double) override {}
  void metric_observe(const std::string&, const std::string&, double) override {}

 private:
  absl::Status cannot(const std::string& why);
  const std::shared_ptr<plugin::Services> rest_;
  const record::BlobFolder& blobs_;
  std::mutex mutex_;  // guards what follows
  std::vector<record::Answer> answers_;
  std::string missing_;
};

}  // namespace postern::app
