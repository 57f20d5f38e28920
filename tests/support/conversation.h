#pragma once

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "ldap/session.h"
#include "support/http_client.h"
#include "support/json_expectation.h"

namespace bridge::testing {

// A recorded conversation of tests/data/conversations: what a client says, what it must hear, and what LDAP
// must hold then. docs/testing.md explains the files.
struct Conversation {
  std::string name;  // Fit for a test's name.
  nlohmann::json script;

  std::size_t requests() const;
};
void PrintTo(const Conversation& conversation, std::ostream* out);

// All of them, by name. Throws with the file's name when one cannot be read.
std::vector<Conversation> conversations();

// Plays one against a daemon that writes into this directory. One thread at a time.
class Replay {
 public:
  // `session` must outlive it.
  Replay(int port, std::string token, ldap::Session& session);

  // What went otherwise than it should, a paragraph for each step; empty when nothing did.
  std::string run(const Conversation& conversation);
  std::string step(const nlohmann::json& step);  // The same of one step alone.

 private:
  std::string exchange(const nlohmann::json& step);
  std::string look_up(const nlohmann::json& step);
  std::string request_text(const nlohmann::json& step) const;
  std::string remember(const nlohmann::json& wanted, const HttpResponse& response,
                       const nlohmann::json& body);

  std::string token_;
  ldap::Session& session_;
  HttpClient client_;
  Words words_;
  nlohmann::json headers_ = nlohmann::json::object();  // Of every request of this conversation.
};

}  // namespace bridge::testing
