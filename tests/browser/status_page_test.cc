// SPDX-License-Identifier: Apache-2.0
//
// The status page as an operator sees it: a join that is refused appears with its reason while the page is open.

#include <gmock/gmock.h>

#include <fstream>
#include <iostream>

#include "browser/web_driver.h"
#include "e2e/gate_process.h"
#include "e2e/joiner.h"

namespace postern::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kText[] = "return document.body.innerText";

class StatusPageTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = WebDriver::obstacle(); !why.empty()) GTEST_SKIP() << why;
    GateConfig config = tpm_gate("pcrs.4.expected = \"" + std::string(64, '1') + "\"\n");
    config.gate = "admin_listen = \"127.0.0.1:0\"\n";
    gate_ = std::make_unique<GateProcess>(config);
    const auto serving = gate_->log().wait_for(EventLog::named("serving-pages"));
    ASSERT_TRUE(serving) << gate_->log().all();
    browser_ = std::make_unique<WebDriver>();
    browser_->open(serving->value("url", ""));
  }
  std::unique_ptr<GateProcess> gate_;
  std::unique_ptr<WebDriver> browser_;
};

TEST_F(StatusPageTest, ShowsARefusedJoinWithItsReasonWhileItIsOpen) {
  EXPECT_EQ(browser_->title(), "Postern");
  EXPECT_THAT(std::string(browser_->run(kText)), HasSubstr("None yet."));
  EXPECT_THAT(std::string(browser_->run(kText)), HasSubstr("workers"));

  Swtpm tpm;
  Joiner node(tpm);
  EXPECT_FALSE(join(gate_->address(), node, worker()).ok());
  const auto refused = gate_->refused("PCR_MISMATCH");
  const auto event = std::chrono::steady_clock::now();
  const nlohmann::json shown = browser_->await("const t = document.body.innerText; return t.includes('PCR_MISMATCH') && t");
  const auto delay = std::chrono::steady_clock::now() - event;
  ASSERT_TRUE(shown.is_string()) << browser_->run(kText);
  EXPECT_THAT(std::string(shown), HasSubstr(std::string(64, '1'))) << "what was expected";
  EXPECT_THAT(std::string(shown), HasSubstr(std::string(64, '0'))) << "what was observed";
  EXPECT_THAT(std::string(shown), HasSubstr(refused.value("connection", "?")));
  std::cout << "shown after " << std::chrono::duration_cast<std::chrono::milliseconds>(delay).count() << " ms\n";
  RecordProperty("delay_ms", static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(delay).count()));
}

// The page needs nothing that its own security policy forbids, and its drawing is there.
TEST_F(StatusPageTest, IsDrawn) {
  for (const auto& entry : browser_->console()) EXPECT_NE(entry.value("level", ""), "SEVERE") << entry.dump();
  EXPECT_EQ(browser_->run("return getComputedStyle(document.querySelector('.chain')).display"), "flex");
  EXPECT_EQ(browser_->run("return document.querySelectorAll('.pipeline').length"), 2);
  const std::string png = browser_->screenshot();
  EXPECT_EQ(png.substr(0, 8), "\x89PNG\r\n\x1a\n");
  std::ofstream(POSTERN_BINARY_DIR "/status_page.png", std::ios::binary) << png;
}

TEST_F(StatusPageTest, SaysWhenTheGateIsGone) {
  EXPECT_EQ(browser_->run("return document.body.classList.contains('lost')"), false);
  gate_->stop();
  EXPECT_EQ(browser_->await("return document.body.classList.contains('lost')"), true);
}

}  // namespace
}  // namespace postern::test
