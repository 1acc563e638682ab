// SPDX-License-Identifier: Apache-2.0
//
// Reloader, watcher and gate together in one process, over real files and the scripted plugin.

#include "host/daemon/reloader.h"

#include <gmock/gmock.h>

#include <atomic>

#include "host/watch/watcher.h"
#include "support/temp_dir.h"

namespace postern::app {
namespace {

using ::testing::HasSubstr;

class ReloaderTest : public ::testing::Test {
 protected:
  void start(const std::string& word, bool watch) {
    write(word);
    config::Diagnostics said;
    loaded_ = load_gate(path_, POSTERN_PLUGIN_DIR, {"json", "error"}, said);
    ASSERT_TRUE(said.ok());
    auto generation = gate::Generation::build(loaded_.resolved, loaded_.around, wall_clock(), said, true,
                                              {1, wall_clock(), total_digest(loaded_.files)});
    ASSERT_NE(generation, nullptr);
    gate_ = std::make_unique<gate::Gate>(drain_.adopt(std::move(generation)), *loaded_.journal, *loaded_.metrics, wall_clock);
    Candidate first = static_cast<Candidate&>(loaded_);
    reloader_ = std::make_unique<Reloader>(ConfigSource{path_, POSTERN_PLUGIN_DIR}, loaded_, std::move(first), *gate_, drain_);
    if (!watch) return;
    watch::WatcherOptions options;
    options.quiet = std::chrono::milliseconds(5);
    watcher_ = std::make_unique<watch::Watcher>(options, *loaded_.journal, [this] { reloader_->request(Trigger::kFiles); });
    reloader_->follow([this](std::set<std::string> paths) { watcher_->follow(std::move(paths)); });
  }
  void TearDown() override {
    if (reloader_ != nullptr) reloader_->stop();
    watcher_.reset();
  }

  std::string tables(const std::string& word, const std::string& behaviour = "give") const {
    return "[gate]\nlifecycle_timeout = \"20s\"\n[plugins.scripted]\npath = \"../test-plugins/scripted.so\"\n"
           "[instances.judge]\nuse = \"scripted/validator\"\nconfig = { behaviour = \"allow\" }\n"
           "[instances.giver]\nuse = \"scripted/backend\"\nconfig = { behaviour = \"" + behaviour + "\", argument = \"" + word + "\" }\n"
           "[[pipeline]]\nname = \"p\"\nmatch = { evidence = \"scripted\", request = \"join\" }\nsteps = [\"judge\", \"giver\"]\n";
  }
  void write_text(const std::string& text) { std::filesystem::rename(dir_.write("new", text), path_); }
  void write(const std::string& word) { write_text(tables(word)); }

  std::string word() {
    attest::Evidence evidence{"scripted", {std::byte{1}}, attest::ByteVector(32, std::byte{2}), attest::ByteVector(32, std::byte{3})};
    const auto admitted = gate_->examine(std::move(evidence), "c");
    const auto outcome = gate_->issue(*std::get<attest::IdentityPtr>(admitted), {"join", "", "r", {}, {}});
    const attest::ByteView bytes = std::get<pipeline::Ticket>(outcome).fields.at(0).bytes.bytes();
    return std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  ReloadReport reload(Trigger trigger = Trigger::kCommand) { return reloader_->request(trigger).get(); }
  void wait_for_word(const std::string& wanted) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (word() != wanted && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    EXPECT_EQ(word(), wanted);
  }

  test::TempDir dir_;
  const std::string path_ = dir_.path() + "/gate.toml";
  LoadedGate loaded_;
  gate::Drain drain_;
  std::unique_ptr<gate::Gate> gate_;
  std::unique_ptr<watch::Watcher> watcher_;
  std::unique_ptr<Reloader> reloader_;
};

TEST_F(ReloaderTest, SwapsAndCounts) {
  start("one", false);
  write("two");
  const ReloadReport report = reload();
  EXPECT_EQ(report.result, ReloadResult::kSwapped);
  EXPECT_EQ(report.generation, 2u);
  EXPECT_EQ(word(), "two");
  const std::string metrics = loaded_.metrics->text();
  EXPECT_THAT(metrics, HasSubstr("postern_generation 2"));
  EXPECT_THAT(metrics, HasSubstr("postern_reload_total{result=\"swapped\"} 1"));
  EXPECT_THAT(metrics, HasSubstr("postern_last_reload_success 1"));
}

TEST_F(ReloaderTest, RefusalLeavesEverythingAndIsCounted) {
  start("one", false);
  for (const std::string& text : {std::string("["), tables("two", "self-test-fails"), tables("two", "create-throws"), std::string()}) {
    write_text(text);
    const ReloadReport report = reload();
    EXPECT_EQ(report.result, ReloadResult::kRefused);
    EXPECT_EQ(report.generation, 1u);
    EXPECT_FALSE(report.said.empty());
    EXPECT_EQ(word(), "one");
  }
  const std::string metrics = loaded_.metrics->text();
  EXPECT_THAT(metrics, HasSubstr("postern_reload_total{result=\"refused\"} 4"));
  EXPECT_THAT(metrics, HasSubstr("postern_last_reload_success 0"));
  EXPECT_THAT(metrics, HasSubstr("postern_generation 1"));
}

TEST_F(ReloaderTest, FilesThatDidNotChangeAreNoNews) {
  start("one", false);
  EXPECT_EQ(reload(Trigger::kFiles).result, ReloadResult::kUnchanged);
  write_text("[");
  EXPECT_EQ(reload(Trigger::kFiles).result, ReloadResult::kRefused);
  EXPECT_EQ(reload(Trigger::kFiles).result, ReloadResult::kUnchanged) << "a wrong file is reported once";
  EXPECT_EQ(reloader_->last().result, ReloadResult::kRefused);
  write("one");
  EXPECT_EQ(reload(Trigger::kFiles).result, ReloadResult::kUnchanged) << "it is again what runs";
  EXPECT_EQ(reloader_->last().result, ReloadResult::kUnchanged);
  EXPECT_EQ(gate_->generation()->origin().number, 1u);
  EXPECT_EQ(reload(Trigger::kCommand).result, ReloadResult::kSwapped) << "who asks for it gets it";
}

TEST_F(ReloaderTest, SharesWhatStaysTheSame) {
  start("one", false);
  const auto service = loaded_.services->collateral_service();
  write("two");
  reload();
  reloader_->read_running([&](const Candidate& running) {
    EXPECT_EQ(running.services->collateral_service(), service);
    EXPECT_EQ(running.around.executor, loaded_.around.executor);
    EXPECT_EQ(running.resolved.plugins.all(), loaded_.resolved.plugins.all());
  });
  write_text(tables("three") + "[collateral]\noffline = true\n");
  reload();
  reloader_->read_running([&](const Candidate& running) { EXPECT_NE(running.services->collateral_service(), service); });
}

TEST_F(ReloaderTest, FoldersOfTheProcessNeedARestart) {
  start("one", false);
  write_text(tables("two") + "[effects]\ndirectory = \"effects\"\n[records]\ndirectory = \"records\"\nkeep_evidence = true\n");
  const ReloadReport report = reload();
  EXPECT_EQ(report.result, ReloadResult::kSwapped);
  ASSERT_EQ(report.said.size(), 1u);
  EXPECT_EQ(report.said[0].severity, config::Diagnostic::Severity::kWarning);
  EXPECT_THAT(report.said[0].text, HasSubstr(": [effects] directory, [records] directory, [records] keep_evidence"));
  EXPECT_EQ(word(), "two");
  EXPECT_FALSE(std::filesystem::exists(dir_.path() + "/records"));
}

TEST_F(ReloaderTest, WhoWaitsWhenItEndsIsAnswered) {
  start("one", false);
  std::vector<std::shared_future<ReloadReport>> reports;
  for (int i = 0; i < 8; ++i) reports.push_back(reloader_->request(Trigger::kSignal));
  reloader_->stop();
  for (const auto& report : reports) EXPECT_TRUE(report.get().result == ReloadResult::kSwapped || report.get().result == ReloadResult::kStopping);
  EXPECT_EQ(reload().result, ReloadResult::kStopping);
}

TEST_F(ReloaderTest, WatcherPutsEveryChangeInForce) {
  start("0", true);
  for (int i = 1; i <= 20; ++i) {
    write(std::to_string(i));
    wait_for_word(std::to_string(i));
    if (i % 5 == 0) write_text("[");
  }
}

// For race detectors: files change, commands come, machines join, all at once.
TEST_F(ReloaderTest, EverythingAtOnce) {
  start("0", true);
  std::atomic<bool> stopping = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&] {
      while (!stopping) EXPECT_NE(word(), "");
    });
  threads.emplace_back([&] {
    while (!stopping) reload();
  });
  threads.emplace_back([&] {
    while (!stopping) {
      reloader_->last();
      drain_.alive();
      gate_->decisions();
    }
  });
  for (int i = 1; i <= 30; ++i) {
    write(std::to_string(i));
    wait_for_word(std::to_string(i));
  }
  stopping = true;
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace postern::app
