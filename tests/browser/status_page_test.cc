// The status page of a real daemon in a real browser: it fits a desk and a phone, by day and by night, and
// needs nothing but itself. The pictures stay in the folder that BRIDGE_SCREENSHOTS names.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/http_client.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;

constexpr int kPhone = 390;  // CSS pixels.

class Browser : public ::testing::Test {
 protected:
  void SetUp() override { fill(); }

  // A day in the life of a bridge: people, groups, a nested one, somebody unknown, a refused value.
  void fill() {
    std::vector<std::string> people;
    for (const char* name : {"Jo", "Alex", "Sam", "Kim", "Noor"})
      people.push_back(client_
                           .post("/Users", {{"userName", std::string(name) + "@example.org"},
                                            {"externalId", std::string("id-") + name},
                                            {"displayName", name},
                                            {"name", {{"familyName", "Doe"}}}})
                           .body.value("id", ""));
    const auto inner = client_.post("/Groups", {{"displayName", "Platform"}}).body.value("id", "");
    json members = json::array();
    for (const auto& id : people) members.push_back({{"value", id}});
    members.push_back({{"value", inner}});
    members.push_back({{"value", "5e1f0000-0000-4000-8000-000000000000"}});
    client_.post("/Groups", {{"displayName", "Engineering <b>& friends</b>"}, {"members", members}});
    client_.post("/Users", {{"userName", "Jo@example.org"}});
  }

  static std::string folder() {
    const char* set = std::getenv("BRIDGE_SCREENSHOTS");
    const std::string path = set != nullptr ? set : "screenshots";
    std::filesystem::create_directories(path);
    return std::filesystem::absolute(path).string();
  }

  testing::ProgramOutput chromium(std::vector<std::string> more) const {
    std::vector<std::string> command = {"chromium",
                                        "--headless",
                                        "--no-sandbox",
                                        "--disable-gpu",
                                        "--disable-quic",
                                        "--no-first-run",
                                        "--disable-background-networking",
                                        "--disable-component-update",
                                        "--disable-sync",
                                        "--hide-scrollbars",
                                        "--allow-file-access-from-files",
                                        "--virtual-time-budget=2000",
                                        "--user-data-dir=" + (dir_ / "profile")};
    command.insert(command.end(), more.begin(), more.end());
    return testing::run_program(command);
  }
  void take_picture(const std::string& name, const std::string& url, const std::string& size,
                    bool dark = false) {
    const std::string file = folder() + "/" + name;
    std::filesystem::remove(file);
    std::vector<std::string> options = {"--screenshot=" + file, "--window-size=" + size};
    if (dark) options.push_back("--blink-settings=preferredColorScheme=0");
    options.push_back(url);
    EXPECT_EQ(chromium(options).exit_code, 0);
    EXPECT_GT(std::filesystem::file_size(file), 20'000u) << file;
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(daemon_.admin_port()) + "/status"; }

  // The page as it is now, in a frame as wide as a phone, with a title that tells how wide it became.
  std::string in_a_phone() {
    const auto page = testing::HttpClient(daemon_.admin_port()).ask(testing::http_request("GET", "/status"));
    testing::write_file(dir_ / "status.html", page->body);
    testing::write_file(
        dir_ / "phone.html",
        "<!doctype html><body style='margin:0'><iframe id=p src=status.html style='border:0;width:" +
            std::to_string(kPhone) +
            "px;height:2600px'></iframe><script>onload = () => { const page = "
            "document.getElementById('p').contentDocument.documentElement; document.title = "
            "'width ' + page.scrollWidth; }</script>");
    return "file://" + (dir_ / "phone.html");
  }

  testing::TempDir dir_;
  testing::SlapdProcess slapd_;
  testing::DaemonProcess daemon_{slapd_};
  testing::ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(Browser, ShowsTheStatusPage) {
  take_picture("status.png", url(), "1100,1800");
  take_picture("status-dark.png", url(), "1100,1800", true);
  const auto dom = chromium({"--dump-dom", url()}).out;
  EXPECT_NE(dom.find("A group inside a group"), std::string::npos);
  EXPECT_NE(dom.find("Engineering &lt;b&gt;&amp; friends&lt;/b&gt;"), std::string::npos) << dom;
}

TEST_F(Browser, ThePageFitsAPhone) {
  const std::string phone = in_a_phone();
  take_picture("status-phone.png", phone, std::to_string(kPhone) + ",2600");
  const auto dom = chromium({"--dump-dom", phone}).out;
  EXPECT_NE(dom.find("<title>width " + std::to_string(kPhone) + "</title>"), std::string::npos) << dom;
}

}  // namespace
}  // namespace bridge
