#include "support/golden.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

#include "base/clock.h"
#include "ldap/ldif.h"
#include "ldap/libldap_session.h"
#include "scim/json.h"
#include "support/conversation.h"
#include "support/daemon_process.h"
#include "support/places.h"
#include "support/shipped_mapping.h"
#include "support/temp_dir.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
namespace fs = std::filesystem;

json read_json(const fs::path& file) {
  auto content = scim::parse_json(read_file(file));
  if (!content) throw std::runtime_error(file.string() + ": " + content.error().message);
  return *std::move(content);
}

json preset_of(const std::string& preset) {
  return read_json(test_data("golden/" + preset + "/preset.json"));
}

ldap::Outcome<std::unique_ptr<ldap::Session>> open(const ldap::Settings& settings) {
  return ldap::open_session(settings, system_clock(), system_clock().steady_now() + 60s);
}

std::unique_ptr<ldap::Session> open_or_throw(const ldap::Settings& settings) {
  auto session = open(settings);
  if (!session) throw std::runtime_error(session.error().message);
  return *std::move(session);
}

// The mapping file as shipped, or a copy with what the case adds to it.
std::string mapping_file(const GoldenCase& golden, const json& rules, const TempDir& dir) {
  if (rules.empty()) return shipped("mappings/" + golden.preset + ".toml");
  write_file(dir / "mapping.toml", shipped_mapping(golden.preset, rules));
  return dir / "mapping.toml";
}

// One playing of one case.
class Golden {
 public:
  Golden(const GoldenCase& golden, GoldenServer& server)
      : golden_(golden),
        server_(server),
        script_(read_json(golden.file + ".json")),
        preset_(preset_of(golden.preset)),
        base_(*ldap::Dn::parse(preset_.at("base").get<std::string>())),
        session_(open_or_throw(server.settings())),
        stock_(all_names()),
        daemon_(server.settings(),
                {.mapping = mapping_file(golden, script_.value("with", json::array()), dir_)}),
        replay_(daemon_.port(), daemon_.token(), *session_) {}

  ~Golden() {
    auto names = all_names();
    for (auto name = names.rbegin(); name != names.rend(); ++name)
      if (!stock_.contains(*name)) static_cast<void>(session_->remove(*ldap::Dn::parse(*name)));
  }

  std::string run() {
    std::string faults;
    for (const json& each : script_.at("steps")) {
      const std::string fault = step(each);
      if (!fault.empty()) faults += each.value("name", each.dump().substr(0, 120)) + ":\n" + fault;
    }
    return faults + compare();
  }

 private:
  std::string step(const json& step) {
    if (step.contains("show")) return show(step["show"].get<std::string>());
    if (step.contains("login")) return log_in(step);
    if (step.contains("password_of")) {
      server_.set_password(*ldap::Dn::parse(step["password_of"].get<std::string>()),
                           step.at("becomes").get<std::string>());
      return "";
    }
    if (step.contains("change")) return change(step);
    return replay_.step(step);
  }

  // {"change": dn, "to": {attribute: value}}: somebody else does that.
  std::string change(const json& step) {
    ldap::Modifications changes;
    for (const auto& [attribute, value] : step.at("to").items())
      changes.push_back({ldap::Modification::Kind::replace, attribute, {value.get<std::string>()}});
    const auto done = session_->modify(*ldap::Dn::parse(step["change"].get<std::string>()), changes, {});
    return done ? "" : done.error().message + "\n";
  }

  // {"login": name, "password": …, "works": true}
  std::string log_in(const json& step) {
    const auto opened =
        open(server_.settings_of(step["login"].get<std::string>(), step.at("password").get<std::string>()));
    if (static_cast<bool>(opened) == step.at("works").get<bool>()) return "";
    return opened ? "gets in\n" : opened.error().message + "\n";
  }

  // {"show": title}: what the bridge has made so far, as LDIF under that title.
  std::string show(const std::string& title) {
    shown_ += "# " + title + "\n\n";
    for (const ldap::Entry& entry : all_entries())
      if (!stock_.contains(entry.dn.normal())) shown_ += ldap::to_ldif(without_chance(entry));
    return "";
  }

  // Only what would be the same the next time.
  ldap::Entry without_chance(ldap::Entry entry) const {
    const json shown = script_.value("show_too", json::array()),
               masked = script_.value("mask", json::array());
    for (const json& name : preset_.at("hide"))
      if (std::find(shown.begin(), shown.end(), name) == shown.end())
        entry.attributes.erase(name.get<std::string>());
    for (const json& name : masked)
      if (auto found = entry.attributes.find(name.get<std::string>()); found != entry.attributes.end())
        for (std::string& value : found->second) value = "(not shown)";
    for (auto& [attribute, values] : entry.attributes) std::sort(values.begin(), values.end());
    return entry;
  }

  std::vector<ldap::Entry> all_entries() {
    std::vector<std::string> attributes{"*"};
    for (const json& name : preset_.at("operational")) attributes.push_back(name.get<std::string>());
    std::vector<ldap::Entry> entries;
    auto found = session_->search({.base = base_, .scope = ldap::Scope::subtree, .attributes = attributes},
                                  [&](ldap::Entry&& entry) {
                                    entries.push_back(std::move(entry));
                                    return true;
                                  });
    if (!found) throw std::runtime_error(found.error().message);
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.dn < b.dn; });
    return entries;
  }

  std::set<std::string> all_names() {
    std::set<std::string> names;
    for (const ldap::Entry& entry : all_entries()) names.insert(entry.dn.normal());
    return names;
  }

  // With BRIDGE_WRITE_GOLDEN set, what is there becomes what is expected: for people to look at.
  std::string compare() const {
    const std::string file = golden_.file + ".ldif";
    if (std::getenv("BRIDGE_WRITE_GOLDEN") != nullptr) write_file(file, shown_);
    if (!fs::exists(file)) return file + " is missing; the directory holds:\n" + shown_;
    const std::string expected = read_file(file);
    if (shown_.empty()) return "nothing was shown\n";
    return expected == shown_ ? "" : "expected, by " + file + ":\n" + expected + "found:\n" + shown_;
  }

  const GoldenCase& golden_;
  GoldenServer& server_;
  json script_;
  json preset_;
  ldap::Dn base_;
  std::unique_ptr<ldap::Session> session_;
  std::set<std::string> stock_;  // Entries that were there before.
  TempDir dir_;
  DaemonProcess daemon_;
  Replay replay_;
  std::string shown_;
};

}  // namespace

void PrintTo(const GoldenCase& golden, std::ostream* out) { *out << golden.file; }

std::vector<GoldenCase> golden_cases(const std::string& server) {
  std::vector<GoldenCase> cases;
  for (const auto& folder : fs::directory_iterator(test_data("golden"))) {
    const std::string preset = folder.path().filename().string();
    if (preset_of(preset).at("server") != server) continue;
    for (const auto& file : fs::directory_iterator(folder.path())) {
      if (file.path().extension() != ".json" || file.path().stem() == "preset") continue;
      std::string name = preset + "_" + file.path().stem().string();
      std::replace(name.begin(), name.end(), '-', '_');
      cases.push_back({name, preset, (folder.path() / file.path().stem()).string()});
    }
  }
  std::sort(cases.begin(), cases.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return cases;
}

std::string play_golden(const GoldenCase& golden, GoldenServer& server) {
  return Golden(golden, server).run();
}

}  // namespace bridge::testing
