// SPDX-License-Identifier: Apache-2.0
//
// What puts a configuration in force, what does not, and what an operator is told.

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "e2e/run_to_end.h"
#include "e2e/swap_gate.h"

namespace postern::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string field(const absl::StatusOr<pipeline::Ticket>& ticket, const std::string& name) {
  return ticket.ok() ? text(*ticket, name) : ticket.status().ToString();
}

Ended postern(const std::vector<std::string>& words) {
  std::vector<std::string> argv{POSTERN_BINARY_DIR "/bin/postern"};
  argv.insert(argv.end(), words.begin(), words.end());
  return run_to_end(argv);
}

TEST(SwapTest, ChangedFileIsPutInForce) {
  SwapGate gate(marked(vendor_library(1), "one"));
  EXPECT_EQ(field(gate.join_vendor(), "judged"), "one");
  gate.write(marked(vendor_library(1), "two"));
  ASSERT_TRUE(gate.wait_for_generation(2));
  EXPECT_EQ(field(gate.join_vendor(), "judged"), "two");
  EXPECT_EQ(gate.status().last_reload().trigger(), "files");
}

TEST(SwapTest, SignalPutsTheFilesInForce) {
  SwapGate gate(marked(vendor_library(1), "one"), "watch = false\n");
  gate.write(marked(vendor_library(1), "two"), "watch = false\n");
  ASSERT_TRUE(gate.process().signal(SIGHUP));
  ASSERT_TRUE(gate.wait_for_generation(2));
  EXPECT_EQ(field(gate.join_vendor(), "judged"), "two");
  EXPECT_EQ(gate.status().last_reload().trigger(), "signal");
}

TEST(SwapTest, WrongFileChangesNothingUntilItIsRight) {
  SwapGate gate(marked(vendor_library(1), "one"));
  gate.write(marked(vendor_library(1), "two", "no_such_key = 1\n"));
  const auto refused = gate.process().log().wait_for(EventLog::named("reload", "result", "refused"));
  ASSERT_TRUE(refused);
  EXPECT_TRUE(gate.process().log().wait_for(EventLog::named("reload-diagnostic")));
  EXPECT_EQ(field(gate.join_vendor(), "judged"), "one");
  const v1::GateStatus status = gate.status();
  EXPECT_EQ(status.generation().number(), 1u);
  EXPECT_EQ(status.last_reload().result(), "refused");
  EXPECT_THAT(first_error(status.last_reload()), HasSubstr("gate.toml:"));
  gate.write(marked(vendor_library(1), "three"));
  ASSERT_TRUE(gate.wait_for_generation(2));
  EXPECT_EQ(field(gate.join_vendor(), "judged"), "three");
}

TEST(SwapTest, WrongFileThatIsTakenBackIsForgiven) {
  SwapGate gate(marked(vendor_library(1), "one"));
  gate.write_raw("nonsense");
  ASSERT_TRUE(gate.process().log().wait_for(EventLog::named("reload", "result", "refused")));
  gate.write(marked(vendor_library(1), "one"));
  ASSERT_TRUE(gate.process().log().wait_for(EventLog::named("reload", "result", "unchanged")));
  EXPECT_EQ(gate.status().generation().number(), 1u);
}

TEST(SwapTest, SelfTestThatHangsIsARefusal) {
  const std::string lines = "lifecycle_timeout = \"300ms\"\nwatch = false\n";
  SwapGate gate(marked(vendor_library(1), "one"), lines);
  gate.write(marked(vendor_library(1), "two", "fault = \"hang\"\n"), lines);
  const v1::ReloadReport report = gate.reload();
  EXPECT_EQ(report.result(), "refused");
  ASSERT_GE(report.diagnostics_size(), 1);
  EXPECT_THAT(report.diagnostics(report.diagnostics_size() - 1).text(), HasSubstr("TIMEOUT"));
  EXPECT_EQ(field(gate.join_vendor(), "judged"), "one");
  gate.write(marked(vendor_library(1), "three"), lines);
  EXPECT_EQ(gate.reload().result(), "swapped") << "the next one is not held up";
}

TEST(SwapTest, SettingsOfTheProcessNeedARestartAndTheRestTakesEffect) {
  SwapGate gate(marked(vendor_library(1), "one"), "watch = false\n");
  gate.write(marked(vendor_library(1), "two"), "watch = false\nmax_connections = 7\nrequest_workers = 3\n");
  const v1::ReloadReport report = gate.reload();
  EXPECT_EQ(report.result(), "swapped");
  std::string warnings;
  for (const v1::Diagnostic& each : report.diagnostics()) warnings += each.severity() + ": " + each.text() + "\n";
  EXPECT_THAT(warnings, HasSubstr("warning: changed, but these take effect only when the gate is started again: "
                                  "[gate] max_connections, [gate] request_workers\n"));
  EXPECT_EQ(field(gate.join_vendor(), "judged"), "two");
}

// As a ConfigMap is updated under a running gate.
TEST(SwapTest, LinksOfAConfigMapAreFollowed) {
  SwapGate gate(scripted_tables());
  const std::string folder = gate.process().folder();
  const auto publish = [&](const std::string& version, const std::string& mark) {
    fs::create_directory(folder + "/" + version);
    gate.write(scripted_tables() + marked(vendor_library(1), mark));
    fs::rename(folder + "/gate.toml", folder + "/" + version + "/gate.toml");
    fs::create_symlink(version, folder + "/..data_tmp");
    fs::rename(folder + "/..data_tmp", folder + "/..data");
    if (!fs::is_symlink(folder + "/gate.toml")) fs::create_symlink("..data/gate.toml", folder + "/gate.toml");
  };
  fs::create_directory(folder + "/..1");
  publish("..2", "two");
  const uint64_t before = [&] {
    while (field(gate.join_vendor(), "judged") != "two" && gate.process().is_running()) std::this_thread::yield();
    return gate.status().generation().number();
  }();
  fs::create_directory(folder + "/..3");
  // Only ..data changes: neither the file's own name nor its content are touched.
  const std::string text = gate.text(scripted_tables() + marked(vendor_library(1), "three"));
  TempDir aside;
  fs::copy_file(aside.write("gate.toml", text), folder + "/..3/gate.toml");
  fs::create_symlink("..3", folder + "/..data_tmp");
  fs::rename(folder + "/..data_tmp", folder + "/..data");
  ASSERT_TRUE(gate.wait_for_generation(before + 1));
  EXPECT_EQ(field(gate.join_vendor(), "judged"), "three");
}

TEST(SwapTest, StormOfRequestsIsAnsweredTogether) {
  SwapGate gate(marked(vendor_library(1), "one"), "watch = false\n");
  std::atomic<int> swapped = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 32; ++i) threads.emplace_back([&] { swapped += gate.reload().result() == "swapped" ? 1 : 0; });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(swapped, 32);
  EXPECT_LE(gate.status().generation().number(), 33u);
}

TEST(SwapTest, EndsWhileItReloads) {
  SwapGate gate(marked(vendor_library(1), "one"));
  for (int i = 0; i < 20; ++i) {
    gate.write(marked(vendor_library(1), std::to_string(i)));
    EXPECT_TRUE(gate.process().signal(SIGHUP));
  }
  EXPECT_EQ(gate.process().stop(), 0);
}

TEST(SwapTest, OperatorIsTold) {
  SwapGate gate(marked(vendor_library(1), "one"), "watch = false\n");
  struct stat info {};
  ASSERT_EQ(stat(gate.socket().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0600u);
  EXPECT_EQ(field(gate.join_vendor(), "judged"), "one");
  const Ended text = postern({"status", "--socket", gate.socket()});
  EXPECT_EQ(text.code, 0);
  for (const char* part : {"generation 1 since", "plugin vendor 1.0.0 sha256", "instance judge: validator vendor/judge 1.0.0",
                           "pipeline vendor: vendor mark: judge > stamp", "by start: swapped", " issued evidence vendor request mark"})
    EXPECT_THAT(text.output, HasSubstr(part));
  const auto json = nlohmann::json::parse(postern({"status", "--json", "--socket", gate.socket()}).output);
  EXPECT_EQ(json["generation"]["number"], "1");
  EXPECT_EQ(json["generation"]["digest"].get<std::string>().size(), 64u);
  EXPECT_EQ(json["plugins"][0]["name"], "vendor");
  EXPECT_EQ(json["decisions"].size(), 2u);
  EXPECT_EQ(json["decisions"][1]["code"], "issued");
}

TEST(SwapTest, CommandSaysHowItWent) {
  SwapGate gate(marked(vendor_library(1), "one"), "watch = false\n");
  EXPECT_EQ(postern({"reload", "--socket", gate.socket()}).code, 0);
  gate.write(marked(vendor_library(1), "two", "no_such_key = 1\n"), "watch = false\n");
  const Ended refused = postern({"reload", "--socket", gate.socket()});
  EXPECT_EQ(refused.code, 1);
  EXPECT_THAT(refused.output, HasSubstr("no_such_key"));
  EXPECT_THAT(refused.output, HasSubstr("refused: generation 2 is in force"));
  EXPECT_EQ(postern({"reload", "--socket", gate.socket() + "-none"}).code, 2);
  EXPECT_EQ(postern({"status", "--socket", gate.socket() + "-none"}).code, 2);
}

TEST(SwapTest, MetricsTell) {
  SwapGate gate(marked(vendor_library(1), "one"), "watch = false\n");
  EXPECT_EQ(gate.reload().result(), "swapped");
  EXPECT_EQ(gate.status().last_reload().trigger(), "command");
  const auto event = gate.process().log().wait_for(EventLog::named("reload", "result", "swapped"));
  ASSERT_TRUE(event);
  EXPECT_EQ(event->value("digest", ""), gate.status().generation().digest());
}

// A request of a connection is answered by the generation that admitted it, for as long as that one's file gives it.
TEST(SwapTest, OlderConnectionsAreAnsweredByTheirGenerationAndNotForEver) {
  SwapGate gate(marked(vendor_library(1), "one"), "watch = false\n");
  const auto held = gate.open();
  gate.write(marked(vendor_library(1), "two"), "watch = false\ndrain_timeout = \"1ms\"\n");
  ASSERT_EQ(gate.reload().result(), "swapped");
  ASSERT_EQ(gate.status().draining_size(), 1);
  EXPECT_EQ(gate.status().draining(0).connections(), 1u);
  const auto ticket = gate.ask(*held);
  EXPECT_EQ(field(ticket, "judged"), "one");
  EXPECT_EQ(field(ticket, "stamped"), "one");

  const auto late = gate.open();
  ASSERT_EQ(gate.reload().result(), "swapped");
  const auto over = std::chrono::system_clock::now() + std::chrono::milliseconds(1);  // by the clock that the gate goes by
  while (std::chrono::system_clock::now() <= over) std::this_thread::yield();
  EXPECT_EQ(gate.ask(*late).status().code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(gate.process().log().wait_for(EventLog::named("ticket-refused", "code", "GENERATION_RETIRED")));
  EXPECT_TRUE(gate.process().log().wait_for(EventLog::named("generation-ended", "generation", "1")));
}

// A vendor's plugin is added, upgraded and removed while other machines join; both versions work during the drain.
TEST(SwapTest, VendorPluginIsAddedUpgradedAndRemoved) {
  SwapGate gate(scripted_tables());
  const std::string library = gate.process().folder() + "/vendor.so";
  const auto install = [&](int version) {
    fs::copy_file(vendor_library(version), library + ".new");
    fs::rename(library + ".new", library);
  };
  std::atomic<bool> stopping = false;
  std::atomic<int> joins = 0, failed = 0;
  std::vector<std::thread> others;
  for (int i = 0; i < 4; ++i)
    others.emplace_back([&] {
      while (!stopping) ++(gate.join_scripted().ok() ? joins : failed);
    });

  EXPECT_FALSE(gate.join_vendor().ok());
  install(1);
  gate.write(scripted_tables() + marked(library, "first"));
  ASSERT_TRUE(gate.wait_for_generation(2));
  EXPECT_EQ(field(gate.join_vendor(), "version"), "1.0.0");
  const auto held_one = gate.open();

  install(2);  // the configuration's text does not change
  ASSERT_TRUE(gate.wait_for_generation(3));
  EXPECT_EQ(field(gate.join_vendor(), "version"), "2.0.0");
  const auto held_two = gate.open();
  EXPECT_EQ(gate.status().plugins(1).version(), "2.0.0");
  EXPECT_EQ(field(gate.ask(*held_one), "version"), "1.0.0") << "its connection began with it";

  gate.write(scripted_tables());
  ASSERT_TRUE(gate.wait_for_generation(4));
  EXPECT_FALSE(gate.join_vendor().ok());
  EXPECT_EQ(field(gate.ask(*held_two), "version"), "2.0.0");
  stopping = true;
  for (std::thread& other : others) other.join();
  EXPECT_EQ(failed, 0);
  EXPECT_GT(joins, 0);
}

}  // namespace
}  // namespace postern::test
