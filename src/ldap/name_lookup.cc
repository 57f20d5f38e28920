#include "ldap/name_lookup.h"

#include <future>
#include <map>
#include <thread>
#include <utility>

#include "base/guarded.h"

namespace bridge::ldap {
namespace {

using Question = std::pair<std::string, std::string>;  // Host and port.
using Answer = std::shared_future<Addresses>;

Addresses ask(const Question& question, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(question.first.c_str(), question.second.c_str(), &hints, &list);
  if (error != 0) return {nullptr, error};
  return {std::shared_ptr<addrinfo>(list, ::freeaddrinfo), 0};
}

// Never destroyed: a hung lookup may outlive main().
Guarded<std::map<Question, Answer>>& under_way() {
  static auto& lookups = *new Guarded<std::map<Question, Answer>>;
  return lookups;
}

void answer(std::promise<Addresses> promise, const Question& question) {
  auto addresses = ask(question, 0);
  under_way().with([&](auto& lookups) { lookups.erase(question); });
  promise.set_value(std::move(addresses));
}

Answer join_or_start(const Question& question) {
  return under_way().with([&](auto& lookups) {
    if (const auto found = lookups.find(question); found != lookups.end()) return found->second;
    std::promise<Addresses> promise;
    Answer future = promise.get_future().share();
    lookups.emplace(question, future);
    std::thread(answer, std::move(promise), question).detach();
    return future;
  });
}

}  // namespace

Addresses look_up(const std::string& host, int port, std::chrono::milliseconds limit) {
  const Question question{host, std::to_string(port)};
  // An address needs no resolver.
  if (auto literal = ask(question, AI_NUMERICHOST); literal.error == 0) return literal;
  const Answer future = join_or_start(question);
  if (future.wait_for(limit) != std::future_status::ready) return {nullptr, EAI_AGAIN};
  return future.get();
}

}  // namespace bridge::ldap
