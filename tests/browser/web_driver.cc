// SPDX-License-Identifier: Apache-2.0
#include "browser/web_driver.h"

#include <curl/curl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

namespace postern::test {
namespace {

constexpr char kChromium[] = "/usr/bin/chromium";
constexpr char kDriver[] = "/usr/bin/chromedriver";

std::size_t append(char* data, std::size_t size, std::size_t count, void* to) {
  static_cast<std::string*>(to)->append(data, size * count);
  return size * count;
}

std::string port_in(ChildProcess& driver) {
  const std::string before = "successfully on port ";
  while (auto line = driver.read_line(std::chrono::seconds(60))) {
    const std::size_t at = line->find(before);
    if (at == std::string::npos) continue;
    const std::size_t begin = at + before.size();
    return line->substr(begin, line->find_first_not_of("0123456789", begin) - begin);
  }
  throw std::runtime_error("ChromeDriver does not say its port");
}

std::string from_base64(const std::string& text) {
  std::string bytes(text.size(), '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (length < 0) throw std::runtime_error("not base64");
  bytes.resize(static_cast<std::size_t>(length));
  return bytes;
}

}  // namespace

std::string WebDriver::obstacle() {
  for (const char* program : {kChromium, kDriver})
    if (access(program, X_OK) != 0) return std::string("there is no ") + program;
  return {};
}

WebDriver::WebDriver()
    : driver_(std::make_unique<ChildProcess>(std::vector<std::string>{kDriver, "--port=0"},
                                             profile_.path() + "/driver.log")) {
  base_ = "http://127.0.0.1:" + port_in(*driver_);
  const nlohmann::json options{{"binary", kChromium},
                               {"args",
                                {"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                                 "--disable-background-networking", "--disable-component-update", "--disable-sync",
                                 "--disable-dev-shm-usage", "--window-size=1200,900",
                                 "--user-data-dir=" + profile_.path() + "/profile"}}};
  const nlohmann::json wanted{{"capabilities",
                               {{"alwaysMatch",
                                 {{"browserName", "chrome"},
                                  {"goog:loggingPrefs", {{"browser", "ALL"}}},
                                  {"goog:chromeOptions", options}}}}}};
  session_ = command("POST", "/session", wanted).at("sessionId");
}

WebDriver::~WebDriver() {
  try {
    command("DELETE", "/session/" + session_);
  } catch (const std::exception&) {
    // The driver ends its browser when it ends itself.
  }
}

nlohmann::json WebDriver::command(const char* method, const std::string& path, const nlohmann::json& body) {
  std::string answer;
  const std::string url = base_ + path, sent = body.is_null() ? "{}" : body.dump();
  CURL* curl = curl_easy_init();
  curl_slist* headers = curl_slist_append(nullptr, "Content-Type: application/json");
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (method == std::string("POST")) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, sent.c_str());
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 120L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  const CURLcode code = curl_easy_perform(curl);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  if (code != CURLE_OK) throw std::runtime_error(path + ": " + curl_easy_strerror(code));
  const nlohmann::json value = nlohmann::json::parse(answer).at("value");
  if (value.is_object() && value.contains("error")) throw std::runtime_error(path + ": " + value.dump());
  return value;
}

void WebDriver::open(const std::string& url) { command("POST", "/session/" + session_ + "/url", {{"url", url}}); }

std::string WebDriver::title() { return command("GET", "/session/" + session_ + "/title"); }

nlohmann::json WebDriver::run(const std::string& script) {
  return command("POST", "/session/" + session_ + "/execute/sync",
                 {{"script", script}, {"args", nlohmann::json::array()}});
}

nlohmann::json WebDriver::await(const std::string& script, std::chrono::seconds patience) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (true) {
    const nlohmann::json value = run(script);
    const bool empty = value.is_null() || value == false || value == "";
    if (!empty || std::chrono::steady_clock::now() > end) return value;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

nlohmann::json WebDriver::console() { return command("POST", "/session/" + session_ + "/se/log", {{"type", "browser"}}); }

std::string WebDriver::screenshot() { return from_base64(command("GET", "/session/" + session_ + "/screenshot")); }

}  // namespace postern::test
