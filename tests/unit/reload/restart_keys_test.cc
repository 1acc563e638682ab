// SPDX-License-Identifier: Apache-2.0
#include "host/daemon/restart_keys.h"

#include <gmock/gmock.h>

namespace postern::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(RestartKeysTest, NamesWhatBelongsToTheProcess) {
  config::GateFile started, wanted;
  EXPECT_THAT(restart_keys(started, wanted), IsEmpty());
  wanted.gate.listen = "127.0.0.1:1";
  wanted.gate.watch = false;
  wanted.gate.request_workers += 1;
  wanted.gate.log_level = "debug";
  wanted.effects.directory = "/var/lib/postern/other-effects";
  EXPECT_THAT(restart_keys(started, wanted),
              ElementsAre("[gate] listen", "[gate] watch", "[gate] request_workers", "[log] level", "[effects] directory"));
}

TEST(RestartKeysTest, NamesEachSettingOfTheRecords) {
  config::GateFile started, wanted;
  wanted.records.directory = "/var/lib/postern/records";
  wanted.records.waits_for_disk = false;
  wanted.records.interval += std::chrono::milliseconds(1);
  wanted.records.refuses_on_failure = false;
  wanted.records.max_file_bytes += 1;
  wanted.records.keep_evidence = true;
  wanted.records.max_kept_bytes += 1;
  wanted.records.directory_at.line = 7;
  EXPECT_THAT(restart_keys(started, wanted),
              ElementsAre("[records] directory", "[records] durability", "[records] interval", "[records] on_failure",
                          "[records] max_file_bytes", "[records] keep_evidence", "[records] max_kept_bytes"));
}

TEST(RestartKeysTest, WhatAGenerationBringsNeedsNone) {
  config::GateFile started, wanted;
  wanted.gate.plugin_dir = "/elsewhere";
  wanted.gate.drain_timeout += std::chrono::seconds(1);
  wanted.gate.lifecycle_timeout += std::chrono::seconds(1);
  wanted.effects.at.line = 3;
  wanted.records.directory_at.line = 7;
  wanted.secrets["pin"] = "/etc/postern/pin";
  wanted.pipelines.emplace_back();
  EXPECT_THAT(restart_keys(started, wanted), IsEmpty());
}

}  // namespace
}  // namespace postern::app
