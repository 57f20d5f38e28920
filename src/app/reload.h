#pragma once

#include <memory>
#include <string>

#include "app/daemon.h"
#include "app/standing.h"
#include "config/config.h"

namespace bridge::app {

// What runs, and how it is replaced by a new one. A reload checks the files first, as `check` does, in a
// process of its own: what fails changes nothing. Then the daemon answers what it has begun and goes, and the
// next one serves on the same sockets, so no two snapshots are ever at work at a time and nobody is refused.
// Main's thread.
class Running {
 public:
  // Fails with a message for people.
  static Result<std::unique_ptr<Running>> start(const std::string& config_file);
  ~Running();

  // Fails with every reason when the former configuration stays in use.
  Status reload();

  bool ended() const { return !daemon_; }  // Neither the new nor the old configuration would start again.
  const config::Config& config() const { return *config_; }
  Daemon& daemon() { return *daemon_; }

 private:
  Running(std::shared_ptr<const config::Config> config, Standing standing);

  Status start_daemon(std::shared_ptr<const config::Config> config);

  std::shared_ptr<const config::Config> config_;
  Standing standing_;
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace bridge::app
