#include "app/setup_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "app/setup_texts.h"
#include "config/config.h"
#include "http/unique_fd.h"
#include "shipped_config.h"

namespace bridge::app {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kForAll = 0644;
constexpr mode_t kForOwner = 0600;

Error failed(const std::string& doing, const fs::path& path) {
  return unavailable(std::strerror(errno)).within(doing + " '" + path.string() + "'");
}

Status write_whole(const fs::path& path, std::string_view text, mode_t mode) {
  http::UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (!file || ::fchmod(file.get(), mode) != 0) return failed("writing", path);
  while (!text.empty()) {
    const ssize_t put = ::write(file.get(), text.data(), text.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return failed("writing", path);
    text.remove_prefix(static_cast<std::size_t>(put));
  }
  return Done{};
}

Status make_folder(const fs::path& folder, fs::perms permissions) {
  std::error_code error;
  if (fs::create_directories(folder, error)) fs::permissions(folder, permissions, error);
  if (error) return unavailable(error.message()).within("making '" + folder.string() + "'");
  return Done{};
}

// An instance's stands in the service's and belongs to the same user.
Status make_state_folder(const fs::path& folder) {
  if (folder.empty() || fs::exists(folder)) return Done{};
  TRY(make_folder(folder, fs::perms::owner_all));
  struct stat above {};
  const bool same_owner = ::stat(folder.parent_path().c_str(), &above) == 0 &&
                          ::chown(folder.c_str(), above.st_uid, above.st_gid) == 0;
  return same_owner ? Status(Done{}) : failed("making", folder);
}

Result<std::string> config_text(const SetupPlaces& places, const SetupAnswers& answers) {
  const ldap::Settings& ldap = answers.ldap;
  const bool named = !ldap.bind_dn.empty();
  const bool own_runtime = !places.runtime_folder.empty();
  const struct {
    const char* section;
    const char* key;
    std::string literal;
    bool wanted;
  } keys[] = {
      {"scim", "listen", toml_string(answers.listen), true},
      {"scim", "certificate", toml_string(answers.certificate), !answers.certificate.empty()},
      {"scim", "key", toml_string(answers.key), !answers.key.empty()},
      {"scim", "external_url", toml_string(answers.external_url), !answers.external_url.empty()},
      {"admin", "listen", toml_string("unix:" + places.runtime_folder + "/health.sock"), own_runtime},
      {"control", "socket", toml_string(places.runtime_folder + "/control.sock"), own_runtime},
      {"state", "folder", toml_string(places.state_folder), !places.state_folder.empty()},
      {"mapping", "file", toml_string(places.mapping.filename().string()), true},
      {"ldap", "uri", toml_string(ldap.uri), true},
      {"ldap", "bind_dn", toml_string(ldap.bind_dn), true},
      {"ldap", "password_file",
       named ? toml_string("secrets/" + places.password.filename().string()) : toml_string(""), true},
      {"ldap", "start_tls", "true", ldap.start_tls},
      {"ldap", "ca_file", toml_string(ldap.ca_file), !ldap.ca_file.empty()},
  };
  std::string text = kShippedConfig;
  for (const auto& [section, key, literal, wanted] : keys) {
    if (!wanted) continue;
    TRY_AS(changed, with_key(text, section, key, literal));
    text = changed;
  }
  return text;
}

Status write_mapping(const SetupPlaces& places, const SetupAnswers& answers) {
  std::ifstream preset(answers.preset_file);
  const std::string text{std::istreambuf_iterator<char>(preset), {}};
  if (!preset) return failed("reading", answers.preset_file);
  std::error_code ignored;
  fs::rename(places.mapping, places.mapping.string() + ".old", ignored);
  return write_whole(places.mapping, with_base(text, answers.base), kForAll);
}

}  // namespace

SetupPlaces SetupPlaces::of(const SetupOptions& options) {
  SetupPlaces places;
  places.config = fs::absolute(options.config_file);
  places.state_folder = options.state_folder.value_or("");
  places.runtime_folder = options.runtime_folder.value_or("");
  if (options.instance) {
    places.config = fs::path(config::kDefaultFile).parent_path() / *options.instance / "config.toml";
    places.state_folder = "/var/lib/scim-ldap-bridge/" + *options.instance;
    places.runtime_folder = "/run/scim-ldap-bridge-" + *options.instance;
  }
  places.draft = places.config.string() + ".new";
  places.mapping = places.config.parent_path() / "mapping.toml";
  places.password = places.config.parent_path() / "secrets" / "ldap-password";
  return places;
}

Status write_files(const SetupPlaces& places, const SetupAnswers& answers) {
  TRY(make_folder(places.config.parent_path(), fs::perms(0755)));
  TRY(make_folder(places.password.parent_path(), fs::perms::owner_all));
  if (!answers.password.empty()) TRY(write_whole(places.password, answers.password.reveal(), kForOwner));
  TRY(make_state_folder(places.state_folder));
  TRY(write_mapping(places, answers));
  TRY_AS(text, config_text(places, answers));
  return write_whole(places.draft, text, kForAll);
}

}  // namespace bridge::app
