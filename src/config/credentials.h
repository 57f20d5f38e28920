#pragma once

#include <filesystem>
#include <string>

namespace bridge::config {

// Where a secret file is read from. A file in a folder named "secrets" that we may not read ourselves has
// been handed to the service by systemd (LoadCredential=secrets:FOLDER, systemd.exec(5)) as
// $CREDENTIALS_DIRECTORY/secrets_NAME; then that copy's path is returned, else `file` itself.
std::string readable_secret(const std::filesystem::path& file);

}  // namespace bridge::config
